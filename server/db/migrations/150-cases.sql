-- All cases in which an officer takes no part, in one set: a list leaves them out without asking of each of ten thousand rows who applies in it.
create index case_file_phone on case_file ((applicant ->> 'phone'));
create index case_file_agent_phone on case_file ((applicant -> 'agent' ->> 'phone')) where applicant -> 'agent' ->> 'phone' is not null;
create function cases_apart(wanted_officer bigint) returns setof bigint language sql stable as $$
  select recused_cases(wanted_officer)
  union select f.id from officer o join case_file f on f.applicant ->> 'phone' = o.phone where o.id = wanted_officer and applies_in(f.applicant, o.name, o.phone)
  union select f.id from officer o join case_file f on f.applicant -> 'agent' ->> 'phone' = o.phone where o.id = wanted_officer and applies_in(f.applicant, o.name, o.phone)
$$;
