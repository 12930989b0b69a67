-- The law's clock of each case: limits with their present date, what moved them, and the marks the sweep raises.
-- The dates are derived: whatever changes a clock recounts them under the case's row lock, and each moved date is kept in limit_move.

-- A lawful stop of the clock (特别程序). Days are counted by the rules of domain H7, not here.
create table case_pause (
  id bigint generated always as identity primary key,
  case_id bigint not null references case_file (id),
  kind text not null,
  name text not null,
  law text not null,
  planned_amount numeric not null,
  planned_unit text not null check (planned_unit in ('wd', 'd', 'h', 'min')),
  -- the written notice that tells the applicant (行政许可法 45): a letter's number
  notice text not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  check (ended_at >= started_at)
);
create index case_pause_case on case_pause (case_id);
create unique index case_pause_open on case_pause (case_id, kind) where ended_at is null;

-- Granted once a case, by the head named in the matter, before expiry.
create table case_extension (
  id bigint generated always as identity primary key,
  case_id bigint not null unique references case_file (id),
  amount numeric not null check (amount > 0),
  unit text not null,
  law text not null,
  reason text not null,
  granted_by text not null,
  granted_at timestamptz not null
);

create table case_green (
  id bigint generated always as identity primary key,
  case_id bigint not null references case_file (id),
  reason text not null,
  granted_by text not null,
  granted_at timestamptz not null,
  removed_by text,
  removed_at timestamptz,
  removed_reason text
);
create unique index case_green_held on case_green (case_id) where removed_at is null;

create table case_limit (
  id bigint generated always as identity primary key,
  case_id bigint not null references case_file (id),
  -- null for the case's own limits (statutory, promised, delivery …)
  task_id bigint unique references task (id),
  pause_id bigint unique references case_pause (id),
  kind text not null,
  amount numeric not null check (amount > 0),
  unit text not null check (unit in ('wd', 'd', 'h', 'min')),
  -- the law, or 内部分解 for a step: printed on the proof
  source text not null,
  -- the event; its day is not counted
  started_at timestamptz not null,
  closing text not null default 'midnight' check (closing in ('midnight', 'close')),
  -- the extension lengthens this limit: decided when it was granted, so that an expired one is never revived
  extension_id bigint references case_extension (id),
  state text not null default 'running' check (state in ('running', 'met', 'ended')),
  ended_at timestamptz,
  used_minutes numeric,
  -- derived from here on
  standing text not null check (standing in ('dated', 'paused', 'unknown')),
  deadline_at timestamptz,
  missing_year integer,
  allowed_minutes numeric not null,
  calendar_version text not null,
  counted_at timestamptz not null,
  check ((standing = 'dated') = (deadline_at is not null)),
  check ((state = 'running') = (ended_at is null))
);
create index case_limit_case on case_limit (case_id, id);
create unique index case_limit_own on case_limit (case_id, kind) where task_id is null and pause_id is null;
create index case_limit_calendar on case_limit (calendar_version) where state = 'running';

-- 50, 75, 90 and 100 % of a limit's working time; each is raised once, whatever moves the limit afterwards.
create table limit_mark (
  limit_id bigint not null references case_limit (id),
  percent integer not null check (percent in (50, 75, 90, 100)),
  at timestamptz not null,
  raised_at timestamptz,
  primary key (limit_id, percent)
);
create index limit_mark_due on limit_mark (at) where raised_at is null;

-- Every date that was moved: by what, from when to when, counted with which calendar.
create table limit_move (
  id bigint generated always as identity primary key,
  limit_id bigint not null references case_limit (id),
  moved_at timestamptz not null,
  cause text not null,
  from_at timestamptz,
  to_at timestamptz,
  calendar_version text not null
);
create index limit_move_limit on limit_move (limit_id, id);

-- A case the sweep could not handle: recorded, retried later, never in the way of the others. No foreign key: its check would
-- wait for the very row lock that made the case fail.
create table sweep_failure (
  case_id bigint primary key,
  failures integer not null,
  last_error text not null,
  failed_at timestamptz not null,
  retry_at timestamptz not null
);
