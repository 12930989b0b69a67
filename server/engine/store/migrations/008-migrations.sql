-- Beside engine.commit in the same statement, when instances were moved to another definition: columns that change at no other time.
create function engine.commit_migrations(p jsonb) returns void language plpgsql as $$
begin
  update engine.instance as i set process_key = n.process_key
    from jsonb_to_recordset(p -> 'instances') as n(key bigint, process_key bigint) where i.key = n.key;
  update engine.start_lock as l set bpmn_process_id = n.lock
    from jsonb_to_recordset(p -> 'instances') as n(key bigint, lock text) where l.instance_key = n.key and n.lock is not null;
  update engine.job as j set element_id = n.element_id
    from jsonb_to_recordset(p -> 'jobs') as n(key bigint, element_id text) where j.key = n.key;
  update engine.timer as t set element_id = n.element_id
    from jsonb_to_recordset(p -> 'timers') as n(key bigint, element_id text) where t.key = n.key;
  update engine.subscription as s set element_id = n.element_id, interrupting = n.interrupting
    from jsonb_to_recordset(p -> 'subscriptions') as n(key bigint, element_id text, interrupting boolean) where s.key = n.key;
  update engine.incident as c set element_id = n.element_id
    from jsonb_to_recordset(p -> 'incidents') as n(key bigint, element_id text) where c.key = n.key;
end $$;
