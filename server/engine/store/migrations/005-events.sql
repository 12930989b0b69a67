-- Start events of processes, the locks of instances a message has begun, and signals that are still on their way.
-- A subscription without a correlation key waits for a signal.
alter table engine.subscription alter correlation_key drop not null;

create table engine.start_event (
  key bigint primary key,
  process_key bigint not null references engine.process,
  element_id text not null,
  kind text not null check (kind in ('message', 'signal', 'timer')),
  name text not null,
  due bigint,
  repetitions integer,
  every_months integer,
  every_milliseconds bigint
);

-- One instance at a time for a process id and a message's correlation key.
create table engine.start_lock (
  instance_key bigint primary key,
  bpmn_process_id text not null,
  correlation_key text not null,
  unique (bpmn_process_id, correlation_key) deferrable initially deferred
);

-- starts: keys of start events that have yet to begin their instance; subscriptions up to after_key have got the signal.
create table engine.signal (
  key bigint primary key,
  name text not null,
  variables text not null,
  thrower_key bigint not null,
  starts text not null,
  after_key bigint not null
);

-- Beside engine.commit in the same statement, when there is anything of these.
create function engine.commit_events(p jsonb) returns void language plpgsql as $$
begin
  delete from engine.start_event where key in (select k::bigint from jsonb_array_elements_text(p -> 'starts_gone') as k);
  insert into engine.start_event (key, process_key, element_id, kind, name, due, repetitions, every_months, every_milliseconds)
    select * from jsonb_to_recordset(p -> 'starts')
      as n(key bigint, process_key bigint, element_id text, kind text, name text, due bigint, repetitions integer, every_months integer, every_milliseconds bigint)
    on conflict (key) do update set due = excluded.due, repetitions = excluded.repetitions;

  delete from engine.start_lock where instance_key in (select k::bigint from jsonb_array_elements_text(p -> 'locks_gone') as k);
  insert into engine.start_lock (instance_key, bpmn_process_id, correlation_key)
    select * from jsonb_to_recordset(p -> 'locks') as n(instance_key bigint, bpmn_process_id text, correlation_key text);

  delete from engine.signal where key in (select k::bigint from jsonb_array_elements_text(p -> 'signals_gone') as k);
  insert into engine.signal (key, name, variables, thrower_key, starts, after_key)
    select * from jsonb_to_recordset(p -> 'signals') as n(key bigint, name text, variables text, thrower_key bigint, starts text, after_key bigint)
    on conflict (key) do update set starts = excluded.starts, after_key = excluded.after_key;
end $$;
