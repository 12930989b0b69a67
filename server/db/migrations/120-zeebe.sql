-- Who we are to an engine that others could use too: one row, made at the first start by whichever process comes first.
create table engine_installation (
  one boolean primary key default true check (one),
  id text not null,
  made_at timestamptz not null
);
