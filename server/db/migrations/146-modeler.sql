-- A draft may go on with a proposal that legal review returned.

-- the commit of the proposal's revision whose files the draft holds; null where it goes on with none
alter table matter_draft add column goes_on text;
