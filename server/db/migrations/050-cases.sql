-- A case (办件) from receipt to archive. Its row is the lock of everything that moves it.
create table case_file (
  id bigint generated always as identity primary key,
  number text not null unique,
  -- sha256 of number and query code: the number alone never shows a person's case (A5)
  code_hash text not null,
  matter_code text not null,
  version_id bigint not null references matter_version (id),
  division_code text not null,
  body_id text not null,
  parent_id bigint references case_file (id),
  engine text not null,
  -- raised by every return; part of the key of limit messages (design decision 4)
  round integer not null default 1,
  -- raised when the applicant hands in something new; an opinion stands while its revision does
  revision integer not null default 1,
  state text not null check (state in ('received', 'supplement', 'accepted', 'paused', 'decided', 'closed', 'refused', 'withdrawn')),
  applicant jsonb not null,
  data jsonb not null,
  green boolean not null default false,
  tolerant boolean not null default false,
  received_at timestamptz not null,
  -- the latest hand-in: the five days of acceptance run from it (APL 32, domain H3)
  submitted_at timestamptz not null,
  accepted_at timestamptz,
  accepted_by_silence boolean not null default false,
  decided_at timestamptz,
  closed_at timestamptz,
  outcome text check (outcome in ('granted', 'denied', 'filed', 'refused', 'withdrawn'))
);
create index case_file_open on case_file (state) where closed_at is null;
create index case_file_matter on case_file (matter_code, received_at);
create index case_file_parent on case_file (parent_id) where parent_id is not null;

create table case_counter (
  division_code text not null,
  day date not null,
  last integer not null,
  primary key (division_code, day)
);

-- tries of query codes that were not right, so that six digits cannot be tried out
create table case_code_try (
  id bigint generated always as identity primary key,
  number text not null,
  address text not null,
  at timestamptz not null
);
create index case_code_try_number on case_code_try (number, at);
create index case_code_try_address on case_code_try (address, at);
