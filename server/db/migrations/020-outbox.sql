-- What leaves a transaction leaves by this table: engine commands, letters, notices, webhooks.
-- Rows of one lane (a case and the family of the topic: engine, letter, notice...) go out one after the other in the order of their ids;
-- they are written under the case's row lock, so within a lane that is also the order of the commits.
create table outbox (
  id bigint generated always as identity primary key,
  topic text not null check (topic ~ '^[a-z]+:[a-z-]+$'),
  case_id bigint,
  lane text generated always as (split_part(topic, ':', 1) || '/' || case_id::text) stored,
  payload jsonb not null,
  state text not null default 'waiting' check (state in ('waiting', 'done')),
  created_at timestamptz not null,
  due_at timestamptz not null,
  -- Each claim raises the attempt and every later write of the claimer names it: one that was rescued wakes late and changes nothing.
  attempt integer not null default 0,
  locked_until timestamptz,
  -- An attempt may have reached its receiver and its outcome is not known. Decides whether "not found" means "already done".
  maybe_sent boolean not null default false,
  done_at timestamptz,
  answer text,
  last_error text
);

create index outbox_due on outbox (due_at) where state = 'waiting';
create index outbox_lane on outbox (lane, id) where state = 'waiting';
create index outbox_done on outbox (done_at) where state = 'done';
create index outbox_case on outbox (case_id, id);
