-- Letters announced before there was news of the day their thirty days are over (民事诉讼法 95): it is written for them now, or a delivery that waits for
-- one of them would wait for ever. Late or twice it changes nothing.
insert into outbox (topic, case_id, payload, created_at, due_at)
select 'announcement:over', l.case_id, jsonb_build_object('letterId', l.id::text), s.recorded_at, s.served_at
  from letter_service s join letter l on l.id = s.letter_id
 where s.way = 'announcement' and s.outcome = 'served' and s.replaced_at is null
   and not exists (select 1 from outbox o where o.case_id = l.case_id and o.topic = 'announcement:over' and o.payload ->> 'letterId' = l.id::text);
