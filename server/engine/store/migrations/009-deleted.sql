-- Deleted processes: the row stays, for the history that names it and for the version number, which is never given again.
alter table engine.process add deleted boolean not null default false;

-- Deletions come first: a deleted decision's version may be given again at once.
create or replace function engine.commit_decisions(p jsonb) returns void language plpgsql as $$
begin
  update engine.process set deleted = true where key in (select k::bigint from jsonb_array_elements_text(p -> 'processes_gone') as k);
  delete from engine.decision where graph_key in (select k::bigint from jsonb_array_elements_text(p -> 'graphs_gone') as k);
  delete from engine.decision_graph where key in (select k::bigint from jsonb_array_elements_text(p -> 'graphs_gone') as k);

  insert into engine.decision_graph (key, graph_id, name, version, resource_name, checksum, deployment_key, xml)
    select * from jsonb_to_recordset(p -> 'graphs')
      as n(key bigint, graph_id text, name text, version integer, resource_name text, checksum text, deployment_key bigint, xml text);
  insert into engine.decision (key, decision_id, name, version, graph_key, version_tag)
    select * from jsonb_to_recordset(p -> 'decisions')
      as n(key bigint, decision_id text, name text, version integer, graph_key bigint, version_tag text);
end $$;
