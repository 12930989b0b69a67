-- The engine's rows: the truth from which an engine starts. One schema of its own; nothing outside reads or writes it.
-- Instants are milliseconds since 1970 UTC as the engine's clock tells them; only the lease speaks in the database's time.

create schema engine;

-- One row: who writes, and the next unused key. Every commit updates it under the writer's epoch, so a writer
-- that was replaced while it slept finds no row and changes nothing (fencing).
create table engine.lease (
  id smallint primary key check (id = 1),
  epoch bigint not null,
  next_key bigint not null,
  renewed_at timestamptz not null
) with (fillfactor = 10);
insert into engine.lease values (1, 0, 2251799813685249, '-infinity');

create table engine.process (
  key bigint primary key,
  bpmn_process_id text not null,
  version integer not null,
  resource_name text not null,
  checksum text not null,
  xml text not null,
  unique (bpmn_process_id, version)
);

-- elements: the active element instances, one JSON document; variables: by scope, apart because they may be large:
-- an update that leaves them alone does not write them again.
create table engine.instance (
  key bigint primary key,
  process_key bigint not null references engine.process,
  elements text not null,
  variables text not null
) with (fillfactor = 60);

create table engine.job (
  key bigint primary key,
  instance_key bigint not null,
  element_key bigint not null,
  element_id text not null,
  type text not null,
  state smallint not null,
  retries integer not null,
  worker text not null,
  due bigint not null,
  headers text not null
) with (fillfactor = 60);
create index on engine.job (instance_key);

create table engine.timer (
  key bigint primary key,
  instance_key bigint not null,
  element_key bigint not null,
  element_id text not null,
  due bigint not null,
  repetitions integer not null,
  every_months integer,
  every_milliseconds bigint
);
create index on engine.timer (instance_key);

create table engine.subscription (
  key bigint primary key,
  instance_key bigint not null,
  element_key bigint not null,
  element_id text not null,
  name text not null,
  correlation_key text not null,
  interrupting boolean not null
);
create index on engine.subscription (instance_key);

create table engine.incident (
  key bigint primary key,
  instance_key bigint not null,
  element_key bigint not null,
  element_id text not null,
  job_key bigint not null,
  error_type text not null,
  error_message text not null,
  created_at bigint not null
);
create index on engine.incident (instance_key);

create table engine.message (
  key bigint primary key,
  name text not null,
  correlation_key text not null,
  message_id text not null,
  expires_at bigint not null,
  variables text not null,
  correlated text not null
);
