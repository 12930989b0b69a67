-- What analysts are drawing and have not proposed yet, and who has a matter open.

create table matter_draft (
  code text not null,
  officer_id bigint not null references officer (id),
  -- the commit the files stand on; null where nothing can be proposed (no repository)
  base text,
  files jsonb not null,
  -- grows with each save: who saves over a number that is gone is told
  number integer not null,
  -- the tab that saved last: another tab of the same person is somebody else
  tab text not null,
  saved_at timestamptz not null,
  primary key (code, officer_id)
);

create table matter_presence (
  code text not null,
  officer_id bigint not null references officer (id),
  tab text not null,
  seen_at timestamptz not null,
  primary key (code, officer_id, tab)
);
create index matter_presence_seen on matter_presence (seen_at);
