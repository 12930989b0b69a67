-- Letters as they were issued (the blocks, then the sealed PDF), their numbers, and the record of how each reached its receiver.

-- One row a body, nature and year; locked by the letter that takes the next number, so a rollback leaves no gap.
create table letter_counter (
  body_id text not null references body (id),
  nature text not null,
  year integer not null,
  last integer not null,
  primary key (body_id, nature, year)
);

-- Certificates the sample seal has made: a signature by any other is not ours.
create table seal_certificate (
  fingerprint text primary key,
  body_id text not null references body (id),
  certificate text not null,
  created_at timestamptz not null
);

create table letter (
  id bigint generated always as identity primary key,
  -- 128 random bits, its name in addresses
  key text not null unique,
  -- no foreign key: cases are a room above
  case_id bigint not null,
  kind text not null,
  body_id text not null references body (id),
  number text not null,
  -- what it was issued for; a repetition finds the first one
  occurrence text,
  title text not null,
  document jsonb not null,
  recipient text not null,
  electronic_consent boolean not null,
  issued_at timestamptz not null,
  state text not null check (state in ('waiting', 'ready', 'flagged')),
  -- characters no font has, while flagged
  missing jsonb not null default '[]',
  pdf_hash text references stored_file (hash),
  signature bytea,
  fingerprint text references seal_certificate (fingerprint),
  sealed_at timestamptz,
  unique (body_id, number),
  unique (case_id, kind, occurrence),
  check ((state = 'ready') = (pdf_hash is not null and signature is not null))
);
create index letter_case on letter (case_id, id);
create index letter_flagged on letter (id) where state = 'flagged';

-- 送达: each attempt, the failed ones too; periods run from the one that succeeded.
create table letter_service (
  id bigint generated always as identity primary key,
  letter_id bigint not null references letter (id),
  attempt integer not null,
  way text not null check (way in ('electronic', 'direct', 'lien', 'post', 'entrusted', 'announcement')),
  outcome text not null check (outcome in ('served', 'failed')),
  at timestamptz not null,
  -- when the law takes it as received; null = it failed
  served_at timestamptz,
  receiver text not null,
  -- receipt number, tracking number, witness, the portal's own record
  evidence text,
  reason text,
  next_way text,
  recorded_by text not null,
  recorded_at timestamptz not null,
  unique (letter_id, attempt),
  check ((outcome = 'served') = (served_at is not null)),
  check (outcome = 'served' or reason is not null)
);
create unique index letter_served_once on letter_service (letter_id) where outcome = 'served';
