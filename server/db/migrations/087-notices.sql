-- A message to one person about one thing: recorded once, sent after the commit, its failures kept.
create table notice (
  id bigint generated always as identity primary key,
  case_id bigint,
  template text not null,
  -- what happened, so that the same thing is told once: limit:17:90
  occurrence text not null,
  -- officer:<id>, or phone:<number>, or name:<name> where no way is known
  recipient text not null,
  officer_id bigint references officer (id),
  name text not null,
  phone text,
  text text not null,
  created_at timestamptz not null,
  state text not null check (state in ('waiting', 'sent', 'no-way')),
  sent_at timestamptz,
  -- how many ways were tried in vain, and what the last one said
  failures integer not null default 0,
  last_error text,
  read_at timestamptz,
  unique nulls not distinct (case_id, template, occurrence, recipient)
);
create index notice_unread on notice (officer_id) where read_at is null and officer_id is not null;
create index notice_failing on notice (id) where state <> 'sent';
