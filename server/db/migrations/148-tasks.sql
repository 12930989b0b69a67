-- Why an officer takes no part in a case (回避, server/cases/apart.ts): 'own' where the case shows them as who applies, the person to speak to or who acts
-- for the applicant, by name and telephone, for nobody's identity number is kept of an officer; 'declared' where they said so; null where they may.
create function apart_from(wanted_case bigint, wanted_officer bigint) returns text language sql stable as $$
  select case
    when o.phone = f.applicant ->> 'phone' and o.name in (f.applicant ->> 'name', f.applicant ->> 'contact')
      or o.phone = f.applicant -> 'agent' ->> 'phone' and o.name = f.applicant -> 'agent' ->> 'name' then 'own'
    when exists (select 1 from case_recusal r where r.case_id = f.id and r.officer_id = o.id) then 'declared'
  end
    from case_file f cross join officer o where f.id = wanted_case and o.id = wanted_officer
$$;

-- As in 147-tasks.sql, and not for whoever applies in the case either.
create or replace function claim_task(wanted bigint, officer bigint, officer_groups text[], at timestamptz) returns void language plpgsql as $$
begin
  update task set holder_id = officer, held_since = at, version = version + 1
   where id = wanted and state = 'open' and holder_id is null and kind <> 'applicant' and groups && officer_groups
     and apart_from(case_id, officer) is null;
  if not found then
    raise exception 'task % is not free for this officer', wanted using errcode = 'serialization_failure';
  end if;
end $$;
