-- Who takes no part (回避, 公务员法 76: an interest of their own or of close kin). As in 148-tasks.sql, but the person to speak to is none of these:
-- anybody can name anybody there, and would keep an officer from a case by it. The head hears of it instead (server/cases/contact.ts).
create function applies_in(applicant jsonb, officer_name text, officer_phone text) returns boolean language sql immutable as $$
  select coalesce(officer_phone = applicant ->> 'phone' and officer_name = applicant ->> 'name', false)
      or coalesce(officer_phone = applicant -> 'agent' ->> 'phone' and officer_name = applicant -> 'agent' ->> 'name', false)
$$;

-- The cases in which an officer declared to take no part, with all they belong to: a joint case, its parts and parts of parts have one applicant and
-- one end, so who stands too close to one of them stands too close to all.
create index case_recusal_officer on case_recusal (officer_id);
create function recused_cases(wanted_officer bigint) returns setof bigint language sql stable as $$
  with recursive up as (
    select f.id, f.parent_id from case_recusal r join case_file f on f.id = r.case_id where r.officer_id = wanted_officer
    union select f.id, f.parent_id from up join case_file f on f.id = up.parent_id
  ), family as (
    select id from up where parent_id is null
    union select f.id from family join case_file f on f.parent_id = family.id
  ) select id from family
$$;

create or replace function apart_from(wanted_case bigint, wanted_officer bigint) returns text language sql stable as $$
  select case
    when applies_in(f.applicant, o.name, o.phone) then 'own'
    when exists (select 1 from recused_cases(o.id) r where r = f.id) then 'declared'
  end
    from case_file f cross join officer o where f.id = wanted_case and o.id = wanted_officer
$$;

-- The earlier steps whose officer must be somebody else (four eyes), so that a list can leave the task out for whom it is not. Tasks that were open
-- before have none: they stand in the lists as they did, and are refused as ever.
alter table task add column four_eyes text[] not null default '{}';

-- Who signed first where two must, also when the second has signed: their list of what they did.
create index task_signed_first on task ((signatures -> 0 ->> 'officerId')) where signatures -> 0 ->> 'officerId' is distinct from decided_by::text;
