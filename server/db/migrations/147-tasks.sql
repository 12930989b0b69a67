-- Who takes no part in a case because they stand too close to it (回避). Declared for the whole case, and kept: an act done after it would be voidable.
create table case_recusal (
  case_id bigint not null references case_file (id),
  officer_id bigint not null references officer (id),
  reason text not null,
  declared_at timestamptz not null,
  primary key (case_id, officer_id)
);

-- As in 146-claims.sql, and not for whoever has declared to take no part.
create or replace function claim_task(wanted bigint, officer bigint, officer_groups text[], at timestamptz) returns void language plpgsql as $$
begin
  update task set holder_id = officer, held_since = at, version = version + 1
   where id = wanted and state = 'open' and holder_id is null and kind <> 'applicant' and groups && officer_groups
     and not exists (select 1 from case_recusal r where r.case_id = task.case_id and r.officer_id = officer);
  if not found then
    raise exception 'task % is not free for this officer', wanted using errcode = 'serialization_failure';
  end if;
end $$;
