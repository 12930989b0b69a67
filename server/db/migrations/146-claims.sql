-- A claim in one statement that says no by failing, so that it can be sent together with all that follows it, the commit included. Whoever fails
-- starts again (serialization_failure) and is told the reason by the road that looks first.
create function claim_task(wanted bigint, officer bigint, officer_groups text[], at timestamptz) returns void language plpgsql as $$
begin
  update task set holder_id = officer, held_since = at, version = version + 1
   where id = wanted and state = 'open' and holder_id is null and kind <> 'applicant' and groups && officer_groups;
  if not found then
    raise exception 'task % is not free for this officer', wanted using errcode = 'serialization_failure';
  end if;
end $$;
