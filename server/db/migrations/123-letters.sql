-- A record of service that was wrong is replaced by another one (更正送达记录); the wrong one is kept.
alter table letter_service
  add column corrects integer, -- the attempt for which this record stands
  add column correction_reason text,
  add column replaced_at timestamptz, -- since when another record stands for this one
  add check ((corrects is null) = (correction_reason is null));
drop index letter_served_once;
create unique index letter_served_once on letter_service (letter_id) where outcome = 'served' and replaced_at is null;
