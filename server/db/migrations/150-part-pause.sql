-- A pause of a part (分项) that stops the whole's clock as well: the whole's own row, under the whole's own article, which follows the part's (of_pause).
-- Two parts may stand still at once for the same kind; a case's own pauses stay one of a kind at a time.
alter table case_pause add column of_pause bigint references case_pause (id);
create unique index case_pause_of on case_pause (of_pause);
drop index case_pause_open;
create unique index case_pause_open on case_pause (case_id, kind) where ended_at is null and of_pause is null;
