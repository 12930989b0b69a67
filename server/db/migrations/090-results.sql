-- What comes out: permits and certificates, their delivery, an optional fee, and what goes to the archive.
create table permit (
  id bigint generated always as identity primary key,
  case_id bigint not null unique references case_file (id),
  kind text not null,
  number text not null,
  title text not null,
  holder_name text not null,
  holder_code text not null,
  body_id text not null references body (id),
  -- what a QR code leads to; says nothing but what stands on the permit
  verify_code text not null unique,
  scope jsonb not null,
  valid_from date not null,
  valid_to date,
  state text not null default 'valid' check (state in ('valid', 'cancelled')),
  cancelled_at timestamptz,
  cancelled_why text,
  letter_id bigint,
  issued_at timestamptz not null,
  unique (kind, number)
);

-- numbers without gaps: the row is locked until the permit's transaction ends
create table permit_counter (
  body_id text not null,
  kind text not null,
  year integer not null,
  last integer not null,
  primary key (body_id, kind, year)
);

create table fee_order (
  id bigint generated always as identity primary key,
  case_id bigint not null references case_file (id),
  engine text not null,
  job_key bigint not null,
  items jsonb not null,
  state text not null default 'unpaid' check (state in ('unpaid', 'paid')),
  receipt_number text,
  paid_at timestamptz,
  recorded_by text,
  created_at timestamptz not null,
  unique (engine, job_key)
);
create index fee_order_case on fee_order (case_id);

create table delivery (
  case_id bigint primary key references case_file (id),
  way text not null,
  receiver text not null,
  delivered_at timestamptz not null,
  letter_id bigint
);

-- the list of what a case leaves behind, with the head of its trace: the archive package is built from it
create table archive_record (
  case_id bigint primary key references case_file (id),
  archived_at timestamptz not null,
  manifest jsonb not null,
  audit_head text not null
);
