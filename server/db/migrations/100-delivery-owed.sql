-- The engine's delivery job of a case whose papers have not reached the applicant yet: the last one's record of service completes it.
create table delivery_owed (
  case_id bigint primary key references case_file (id),
  engine text not null,
  job_key bigint not null,
  -- what stands in the window's inbox meanwhile
  task_id bigint not null references task (id),
  since timestamptz not null
);
