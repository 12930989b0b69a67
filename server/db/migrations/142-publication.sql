-- Running cases moved to another version of their matter, one by one: written before the engine is told, so that a killed server goes on with it.
create table case_migration (
  id bigint generated always as identity primary key,
  case_id bigint not null references case_file (id),
  from_version bigint not null references matter_version (id),
  to_version bigint not null references matter_version (id),
  reason text not null,
  officer_id bigint not null references officer (id),
  officer_name text not null,
  ordered_at timestamptz not null,
  state text not null check (state in ('moving', 'moved', 'refused')),
  -- why the engine or a rule said no
  answer text,
  check ((state = 'refused') = (answer is not null))
);
create unique index case_migration_moving on case_migration (case_id) where state = 'moving';
create index case_migration_to on case_migration (to_version, id desc);
