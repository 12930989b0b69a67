-- A permit may be taken back after it was given (撤销, national state 15): by a decision on the case itself, not by 注销.
alter table permit drop constraint permit_state_check;
alter table permit add constraint permit_state_check check (state in ('valid', 'cancelled', 'revoked'));
alter table case_file drop constraint case_file_outcome_check;
alter table case_file add constraint case_file_outcome_check check (outcome in ('granted', 'denied', 'filed', 'refused', 'withdrawn', 'revoked'));
