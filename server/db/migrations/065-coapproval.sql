-- Co-approval sheets (会签单): one a visit of a co-approval step, a row a department, a signature an inner step of a department.
-- Whoever writes them holds the case's row lock; the sheet's own row lock makes settling happen once.
create table sheet (
  id bigint generated always as identity primary key,
  case_id bigint not null references case_file (id),
  -- the engine's one user task behind which the sheet runs
  task_id bigint not null unique references task (id),
  element_id text not null,
  name text not null,
  rule jsonb not null,
  silence jsonb not null,
  form_key text not null,
  inner_form_key text,
  state text not null default 'open' check (state in ('open', 'settled', 'ended')),
  verdict text check (verdict in ('agree', 'disagree')),
  -- who decided under the rule "lead", with the reason
  lead_by text,
  lead_reason text,
  opened_at timestamptz not null,
  settled_at timestamptz,
  check ((state = 'settled') = (verdict is not null)),
  check ((state = 'open') = (settled_at is null))
);
create index sheet_case on sheet (case_id, id);

create table sheet_row (
  id bigint generated always as identity primary key,
  sheet_id bigint not null references sheet (id),
  position integer not null,
  body_id text not null references body (id),
  name text not null,
  -- roles inside the department that sign one after the other
  inner_roles text[] not null check (cardinality(inner_roles) > 0),
  -- codes of the materials it needs; null = all of the case
  materials text[],
  limit_amount numeric,
  limit_unit text check (limit_unit in ('wd', 'd', 'h', 'min')),
  state text not null check (state in ('waiting', 'open', 'answered', 'removed', 'ended')),
  opinion text check (opinion in ('agree', 'disagree', 'not-concerned')),
  reason text,
  -- 1, and one more for each time it was asked again
  attempt integer not null default 1,
  opened_at timestamptz,
  answered_at timestamptz,
  -- silence that stood for an opinion, with the law that says so
  by_law text,
  -- the opinion was given on an earlier sheet of this step and still stands
  carried_from bigint references sheet_row (id),
  added_by text,
  added_reason text,
  removed_by text,
  removed_reason text,
  -- when its silence past the limit was acted on, in this attempt
  silent_at timestamptz,
  check ((state = 'answered') = (opinion is not null)),
  check ((limit_amount is null) = (limit_unit is null)),
  unique (sheet_id, position)
);
create unique index sheet_row_body on sheet_row (sheet_id, body_id) where state <> 'removed';

create table sheet_signature (
  id bigint generated always as identity primary key,
  row_id bigint not null references sheet_row (id),
  attempt integer not null,
  -- index into inner_roles
  step integer not null,
  role text not null,
  task_id bigint not null unique references task (id),
  state text not null default 'open' check (state in ('open', 'done', 'ended')),
  outcome text check (outcome in ('agree', 'disagree', 'not-concerned', 'back')),
  opinion text,
  signed_by text,
  signed_at timestamptz
);
create index sheet_signature_row on sheet_signature (row_id, id);
create unique index sheet_signature_open on sheet_signature (row_id) where state = 'open';
