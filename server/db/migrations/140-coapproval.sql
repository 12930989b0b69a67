-- Joint cases (联办件): child matters that a step of a case asks for, each a case of its own with number, body and limits.

-- A row of a sheet that a child case settles instead of signatures (design decision 6).
alter table sheet_row add column matter_code text;

-- One child matter asked for, once an attempt of a row or once a job of a drawn step `case:open`.
create table case_part (
  id bigint generated always as identity primary key,
  parent_id bigint not null references case_file (id),
  -- the parent's step that asked
  element_id text not null,
  matter_code text not null,
  row_id bigint references sheet_row (id),
  attempt integer,
  engine text,
  job_key bigint,
  -- null until the case is open
  case_id bigint unique references case_file (id),
  -- asked: the case is being opened; open: it runs; over: it is decided, refused or withdrawn; ended: nobody waits for it any more
  state text not null default 'asked' check (state in ('asked', 'open', 'over', 'ended')),
  opinion text check (opinion in ('agree', 'disagree')),
  asked_at timestamptz not null,
  opened_at timestamptz,
  over_at timestamptz,
  check ((row_id is null) <> (job_key is null)),
  check ((row_id is null) = (attempt is null)),
  check ((job_key is null) = (engine is null)),
  check (state <> 'open' or case_id is not null),
  check ((state = 'over') = (opinion is not null)),
  unique (row_id, attempt),
  unique (engine, job_key)
);
create index case_part_parent on case_part (parent_id);

-- Passed with papers still owed (容缺通过, national state 12): the next stage may begin, the certificate waits.
alter table case_file drop constraint case_file_outcome_check;
alter table case_file add constraint case_file_outcome_check
  check (outcome in ('granted', 'granted-tolerant', 'denied', 'filed', 'refused', 'withdrawn', 'revoked'));

-- The stages of one project are found by its code (项目代码).
create index case_file_project on case_file ((data->>'projectCode'), matter_code) where data->>'projectCode' is not null;
