-- The marks yet to come stand in the limit's own row: a step that opens and closes within its limit, as most do, writes no rows of marks at
-- all. limit_mark keeps what was raised.
alter table case_limit
  add column mark_percents integer[] not null default '{}',
  add column mark_times timestamptz[] not null default '{}',
  -- the first of them; null where none is to come
  add column next_mark_at timestamptz;

update case_limit l set mark_percents = m.percents, mark_times = m.times, next_mark_at = m.times[1]
  from (select limit_id, array_agg(percent order by percent) as percents, array_agg(at order by percent) as times from limit_mark where raised_at is null group by limit_id) m
 where m.limit_id = l.id and l.state = 'running';

delete from limit_mark where raised_at is null;
drop index limit_mark_due;
alter table limit_mark alter column raised_at set not null;
create index case_limit_mark_due on case_limit (next_mark_at) where next_mark_at is not null;
