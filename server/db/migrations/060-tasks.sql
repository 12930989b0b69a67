-- One row a piece of work of a person: an engine's user task, or a row without an engine job (a department's row on a
-- co-approval sheet, a step inside a department).
create table task (
  id bigint generated always as identity primary key,
  case_id bigint not null references case_file (id),
  engine text,
  job_key bigint,
  element_id text not null,
  element_instance_key bigint,
  name text not null,
  kind text not null check (kind in ('officer', 'applicant', 'sheet')),
  -- what a row without an engine job belongs to, for instance sheet-row:12
  origin text,
  form_key text,
  -- resolved candidate groups, body/role; default deny: no group, nobody
  groups text[] not null,
  body_id text not null,
  state text not null check (state in ('open', 'done', 'ended', 'gone')),
  round integer not null,
  revision integer not null,
  opened_at timestamptz not null,
  holder_id bigint references officer (id),
  held_since timestamptz,
  decided_by bigint references officer (id),
  decided_at timestamptz,
  ended_why text,
  outcome text,
  opinion text,
  data jsonb,
  -- officers who signed where a step asks two: [{officerId, name, at, data}]
  signatures jsonb not null default '[]',
  -- the earlier task whose opinion still stood when this one was opened again
  carried_from bigint references task (id),
  read_by jsonb not null default '{}',
  version integer not null default 1,
  unique (engine, job_key),
  check ((engine is null) = (job_key is null)),
  check (job_key is not null or origin is not null)
);
create index task_case on task (case_id, id);
create index task_open_groups on task using gin (groups) where state = 'open';
create index task_open_holder on task (holder_id) where state = 'open';
create index task_done_by on task (decided_by, decided_at desc) where state = 'done';
create unique index task_origin on task (origin) where origin is not null and state = 'open';
