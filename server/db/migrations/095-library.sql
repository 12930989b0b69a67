-- Permits and shared materials that later matters draw on instead of asking again (国令716号 art. 7).
create table library_item (
  id bigint generated always as identity primary key,
  -- identity number or unified social credit code of the holder
  holder_code text not null,
  holder_name text not null,
  kind text not null,
  title text not null,
  number text not null,
  issued_by text not null,
  -- the case whose result it is; null for what was brought in from elsewhere
  case_id bigint,
  valid_from date not null,
  valid_to date,
  state text not null default 'valid' check (state in ('valid', 'cancelled')),
  kept_at timestamptz not null,
  unique (kind, number)
);
create index library_item_holder on library_item (holder_code, kind);

-- Who asked what about whom, and for what: shown to the person one day, so the purpose is never empty.
create table library_use (
  id bigint generated always as identity primary key,
  item_id bigint not null references library_item (id),
  case_id bigint,
  purpose text not null check (purpose <> ''),
  used_by text not null,
  used_at timestamptz not null
);
create index library_use_item on library_use (item_id);
