-- The trace: one row a state change, append-only, chained by hash within its lane (a case, or the office as a whole).
create table audit (
  id bigint generated always as identity primary key,
  lane text not null,
  lane_seq integer not null,
  at timestamptz not null,
  actor_kind text not null check (actor_kind in ('officer', 'applicant', 'system')),
  actor_id text,
  actor_name text not null,
  action text not null,
  case_id bigint,
  object text,
  detail jsonb not null default '{}',
  prev_hash text not null,
  hash text not null,
  unique (lane, lane_seq)
);
create index audit_case on audit (case_id, id) where case_id is not null;

create function audit_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'audit rows are never changed or removed';
end $$;
create trigger audit_append_only before update or delete on audit for each row execute function audit_is_append_only();
create trigger audit_no_truncate before truncate on audit for each statement execute function audit_is_append_only();
