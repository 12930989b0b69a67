-- A change of law (domain H9): running cases keep their diagram, and each that stands on that law is looked at by a person.

create table law_change (
  id bigint generated always as identity primary key,
  law text not null,
  -- 第十九条; null = the whole law
  article text,
  summary text not null,
  -- cases received before this day were taken in under the law as it was
  in_force_on date not null,
  opened_by bigint not null references officer (id),
  opened_by_name text not null,
  opened_at timestamptz not null
);

create table law_change_case (
  law_change_id bigint not null references law_change (id),
  case_id bigint not null references case_file (id),
  listed_at timestamptz not null,
  -- decided under the norm in force when it was accepted, under the new one for a reason, or the applicant is asked
  decision text check (decision in ('as-accepted', 'new-law', 'ask-applicant')),
  remarks text,
  decided_by bigint references officer (id),
  decided_by_name text,
  decided_at timestamptz,
  primary key (law_change_id, case_id),
  check ((decision is null) = (decided_at is null) and (decision is null) = (remarks is null))
);
create index law_change_case_open on law_change_case (law_change_id) where decision is null;
