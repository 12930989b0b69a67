-- What happened, for people; no truth of the engine hangs on it. A ring of eight partitions: one is written, the oldest is emptied when
-- that one is full. kind: 1 the instance started, 2 it completed, 4 it was terminated; process_key stands only where kind is not 0.
create table engine.history (
  slot smallint not null,
  instance_key bigint not null,
  at bigint not null,
  kind smallint not null,
  process_key bigint,
  events text not null
) partition by list (slot);
create index on engine.history (instance_key);
create index on engine.history (at) where kind > 1;

do $$
begin
  for n in 0..7 loop
    execute format('create table engine.history_%s partition of engine.history for values in (%s)', n, n);
  end loop;
end $$;

-- The slot that is written, and since when.
create table engine.history_ring (
  id smallint primary key check (id = 1),
  slot smallint not null,
  since bigint not null
);
insert into engine.history_ring values (1, 0, 0);

create function engine.write_history(p_slot smallint, p_instance bigint[], p_at bigint[], p_kind smallint[], p_process bigint[], p_events text[]) returns void language sql as $$
  insert into engine.history (slot, instance_key, at, kind, process_key, events)
    select p_slot, n.* from unnest(p_instance, p_at, p_kind, p_process, p_events) as n
$$;

-- Under the writer's epoch, as every write. Who reads the oldest slot at this moment is waited for a second, no longer: commits queue behind this.
create function engine.turn_history(p_epoch bigint, p_slot smallint, p_now bigint) returns void language plpgsql as $$
begin
  perform from engine.lease where id = 1 and epoch = p_epoch for share;
  if not found then
    raise exception 'engine epoch % is over', p_epoch using errcode = 'TB001';
  end if;
  perform set_config('lock_timeout', '1s', true);
  execute format('truncate engine.history_%s', p_slot);
  update engine.history_ring set slot = p_slot, since = p_now where id = 1;
end $$;
