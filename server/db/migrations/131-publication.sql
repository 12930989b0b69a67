-- Changes of matters on their way: proposed as commits, judged by legal review, published; and what was seen of the repository.

create table proposal (
  id bigint generated always as identity primary key,
  code text not null,
  name text not null,
  -- who opens it: our pages, a program, or somebody's push
  source text not null check (source in ('pages', 'program', 'outside')),
  state text not null check (state in ('proposed', 'returned', 'signed', 'publishing', 'published', 'withdrawn')),
  -- the branch that holds its commits; of a push straight to the published branch that one, then it has no branch of its own
  branch text not null,
  revision integer not null,
  commit_oid text not null,
  -- the commit its author had before them; null in an empty repository
  base_oid text,
  message text not null,
  author_id bigint references officer (id),
  author_name text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- with the signature: the content signed, and the publication it was compared with (null: the matter's first)
  hash text,
  compared_with bigint references matter_publication (id),
  -- with the publisher's word, before the repository is touched
  publishing_by bigint references officer (id),
  publishing_by_name text,
  publishing_at timestamptz,
  effective_from timestamptz,
  -- when it is done
  publication_id bigint references matter_publication (id),
  merge_oid text,
  check ((state in ('signed', 'publishing', 'published')) = (hash is not null)),
  check ((state in ('publishing', 'published')) = (publishing_at is not null and effective_from is not null)),
  check ((state = 'published') = (publication_id is not null))
);
create index proposal_code on proposal (code, id desc);
create index proposal_open on proposal (updated_at) where state in ('proposed', 'returned', 'signed', 'publishing');
create unique index proposal_branch on proposal (branch, code) where state in ('proposed', 'returned', 'signed', 'publishing');
-- one of a matter at a time is being published
create unique index proposal_publishing on proposal (code) where state = 'publishing';

create table proposal_event (
  id bigint generated always as identity primary key,
  proposal_id bigint not null references proposal (id),
  at timestamptz not null,
  kind text not null check (kind in ('proposed', 'revised', 'signed', 'returned', 'publishing', 'published', 'failed', 'withdrawn')),
  officer_id bigint references officer (id),
  name text not null,
  revision integer not null,
  remarks text not null,
  commit_oid text
);
create index proposal_event_of on proposal_event (proposal_id, id);

-- What a branch pointed to when it was last looked at: what came since was pushed from outside.
create table repository_branch (
  name text primary key,
  oid text not null,
  seen_at timestamptz not null
);

-- The samples of processes/ are published once, at an installation's first start; what they become later goes the way of every change.
create table publication_first_start (
  only_one boolean primary key check (only_one),
  finished_at timestamptz not null
);
