-- What we know of the engines: which diagrams they have, which instance belongs to which case, which of their jobs we hold.
-- An engine is known by its name ('embedded', 'zeebe'); keys are Zeebe's int64.

create table engine_deployment (
  engine text not null,
  hash text not null,
  process_id text not null,
  version integer not null,
  process_key bigint not null,
  deployed_at timestamptz not null,
  primary key (engine, hash)
);

-- One row a case, written before the first attempt to start; instance_key is set once, by a conditional update.
-- lost = the engine does not know an instance that should be alive; supervision shows it.
create table engine_instance (
  case_id bigint primary key,
  engine text not null,
  hash text not null,
  process_id text not null,
  version integer,
  instance_key bigint,
  state text not null check (state in ('starting', 'running', 'ended', 'lost')),
  started_at timestamptz not null,
  probed_at timestamptz not null
);

create unique index engine_instance_key on engine_instance (engine, instance_key);
create index engine_instance_live on engine_instance (engine, probed_at) where state in ('starting', 'running');

-- A job that reached us, once. open = held for a person; completed = our answer is in the outbox or sent; gone = the engine ended it without us.
create table engine_job (
  engine text not null,
  job_key bigint not null,
  case_id bigint not null,
  instance_key bigint not null,
  type text not null,
  element_id text not null,
  element_instance_key bigint not null,
  state text not null check (state in ('open', 'completed', 'gone')),
  offered_at timestamptz not null,
  probed_at timestamptz not null,
  primary key (engine, job_key)
);

create index engine_job_open on engine_job (engine, probed_at) where state = 'open';
create index engine_job_case on engine_job (case_id) where state = 'open';
