-- The engine's one write: everything a batch of commands has changed, in one round trip and one transaction.
-- Each family comes as arrays of equal length (upserts) and an array of keys (deletions); empty ones cost nothing.
-- What changes seldom comes as one document, null when there is none of it.

create function engine.commit(
  p_epoch bigint, p_next_key bigint,
  p_instance bigint[], p_instance_process bigint[], p_elements text[], p_variables text[], p_instance_gone bigint[],
  p_job bigint[], p_job_instance bigint[], p_job_element bigint[], p_job_element_id text[], p_job_type text[], p_job_state smallint[],
  p_job_retries integer[], p_job_worker text[], p_job_due bigint[], p_job_headers text[], p_job_gone bigint[],
  p_rare jsonb
) returns void language plpgsql as $$
begin
  update engine.lease set next_key = p_next_key, renewed_at = clock_timestamp() where id = 1 and epoch = p_epoch;
  if not found then
    raise exception 'engine epoch % is over', p_epoch using errcode = 'TB001';
  end if;
  if cardinality(p_instance) > 0 then
    -- null variables: unchanged. A new instance always brings its own.
    update engine.instance as i set elements = n.elements, variables = coalesce(n.variables, i.variables)
      from unnest(p_instance, p_elements, p_variables, p_instance_process) as n(key, elements, variables, process_key)
      where i.key = n.key and n.process_key = 0;
    insert into engine.instance (key, process_key, elements, variables)
      select n.key, n.process_key, n.elements, n.variables
      from unnest(p_instance, p_instance_process, p_elements, p_variables) as n(key, process_key, elements, variables)
      where n.process_key <> 0;
  end if;
  if cardinality(p_instance_gone) > 0 then
    delete from engine.instance where key = any(p_instance_gone);
  end if;
  if cardinality(p_job_gone) > 0 then
    delete from engine.job where key = any(p_job_gone);
  end if;
  if cardinality(p_job) > 0 then
    insert into engine.job (key, instance_key, element_key, element_id, type, state, retries, worker, due, headers)
      select * from unnest(p_job, p_job_instance, p_job_element, p_job_element_id, p_job_type, p_job_state, p_job_retries, p_job_worker, p_job_due, p_job_headers)
      on conflict (key) do update set state = excluded.state, retries = excluded.retries, worker = excluded.worker, due = excluded.due;
  end if;
  if p_rare is not null then
    perform engine.commit_rare(p_rare);
  end if;
end $$;

create function engine.commit_rare(p_rare jsonb) returns void language plpgsql as $$
begin
  insert into engine.process (key, bpmn_process_id, version, resource_name, checksum, xml)
    select * from jsonb_to_recordset(p_rare -> 'processes')
      as n(key bigint, bpmn_process_id text, version integer, resource_name text, checksum text, xml text);

  delete from engine.timer where key in (select k::bigint from jsonb_array_elements_text(p_rare -> 'timers_gone') as k);
  insert into engine.timer (key, instance_key, element_key, element_id, due, repetitions, every_months, every_milliseconds)
    select * from jsonb_to_recordset(p_rare -> 'timers')
      as n(key bigint, instance_key bigint, element_key bigint, element_id text, due bigint, repetitions integer, every_months integer, every_milliseconds bigint);

  delete from engine.subscription where key in (select k::bigint from jsonb_array_elements_text(p_rare -> 'subscriptions_gone') as k);
  insert into engine.subscription (key, instance_key, element_key, element_id, name, correlation_key, interrupting)
    select * from jsonb_to_recordset(p_rare -> 'subscriptions')
      as n(key bigint, instance_key bigint, element_key bigint, element_id text, name text, correlation_key text, interrupting boolean);

  delete from engine.incident where key in (select k::bigint from jsonb_array_elements_text(p_rare -> 'incidents_gone') as k);
  insert into engine.incident (key, instance_key, element_key, element_id, job_key, error_type, error_message, created_at)
    select * from jsonb_to_recordset(p_rare -> 'incidents')
      as n(key bigint, instance_key bigint, element_key bigint, element_id text, job_key bigint, error_type text, error_message text, created_at bigint);

  delete from engine.message where key in (select k::bigint from jsonb_array_elements_text(p_rare -> 'messages_gone') as k);
  insert into engine.message (key, name, correlation_key, message_id, expires_at, variables, correlated)
    select * from jsonb_to_recordset(p_rare -> 'messages')
      as n(key bigint, name text, correlation_key text, message_id text, expires_at bigint, variables text, correlated text)
    on conflict (key) do update set correlated = excluded.correlated;
end $$;
