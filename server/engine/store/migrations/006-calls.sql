-- What calls bind to beside the latest version: the deployment a process came with, and its version tag.
alter table engine.process add deployment_key bigint not null default 0, add version_tag text;

create or replace function engine.commit_rare(p_rare jsonb) returns void language plpgsql as $$
begin
  insert into engine.process (key, bpmn_process_id, version, resource_name, checksum, xml, deployment_key, version_tag)
    select * from jsonb_to_recordset(p_rare -> 'processes')
      as n(key bigint, bpmn_process_id text, version integer, resource_name text, checksum text, xml text, deployment_key bigint, version_tag text);

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
