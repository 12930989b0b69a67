-- Deployed DMN files and the decisions in them, each with versions of its own.
create table engine.decision_graph (
  key bigint primary key,
  graph_id text not null,
  name text not null,
  version integer not null,
  resource_name text not null,
  checksum text not null,
  deployment_key bigint not null,
  xml text not null,
  unique (graph_id, version)
);

create table engine.decision (
  key bigint primary key,
  decision_id text not null,
  name text not null,
  version integer not null,
  graph_key bigint not null references engine.decision_graph,
  version_tag text,
  unique (decision_id, version)
);

-- Beside engine.commit in the same statement, when some were deployed.
create function engine.commit_decisions(p jsonb) returns void language plpgsql as $$
begin
  insert into engine.decision_graph (key, graph_id, name, version, resource_name, checksum, deployment_key, xml)
    select * from jsonb_to_recordset(p -> 'graphs')
      as n(key bigint, graph_id text, name text, version integer, resource_name text, checksum text, deployment_key bigint, xml text);
  insert into engine.decision (key, decision_id, name, version, graph_key, version_tag)
    select * from jsonb_to_recordset(p -> 'decisions')
      as n(key bigint, decision_id text, name text, version integer, graph_key bigint, version_tag text);
end $$;
