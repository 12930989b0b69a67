-- Applications before they are cases, what is handed in with them, and what the applicant was asked for.

-- A draft: found again by number and code; at submission it becomes a case under the version then in force.
create table application (
  id bigint generated always as identity primary key,
  number text not null unique,
  -- sha256 of number and code
  code_hash text not null,
  matter_code text not null,
  -- the version the draft was last judged by
  version_id bigint not null references matter_version (id),
  applicant jsonb not null default '{}',
  data jsonb not null default '{}',
  -- what the applicant asks beside the matter itself: 容缺 items with dates, green channel with its reason
  wishes jsonb not null default '{}',
  state text not null default 'draft' check (state in ('draft', 'submitted')),
  case_id bigint unique references case_file (id),
  begun_at timestamptz not null,
  changed_at timestamptz not null,
  check ((state = 'submitted') = (case_id is not null))
);
create index application_stale on application (changed_at) where state = 'draft';

-- A file handed in for an item of the guide's list. Rows are never overwritten: a later file replaces an earlier one.
create table material (
  id bigint generated always as identity primary key,
  application_id bigint references application (id),
  case_id bigint references case_file (id),
  item_code text not null,
  hash text not null references stored_file (hash),
  name text not null,
  size_bytes bigint not null,
  type text not null,
  -- staged: uploaded to a case but not handed in yet
  state text not null check (state in ('staged', 'current', 'replaced', 'removed')),
  added_at timestamptz not null,
  -- the case's revision with which it came in
  revision integer,
  check (application_id is not null or case_id is not null)
);
create index material_application on material (application_id) where application_id is not null;
create index material_case on material (case_id) where case_id is not null;

-- What the applicant handed in after the application, each time: the answer to a notice of gaps, or promised 容缺 items.
-- A second notice may speak only of earlier points and of these (行政许可法 32, domain H3).
create table hand_in (
  case_id bigint not null references case_file (id),
  revision integer not null,
  items text[] not null,
  -- properties of the application that were changed
  fields text[] not null,
  note text,
  at timestamptz not null,
  primary key (case_id, revision)
);

-- 容缺: what is still owed, in which form, and by when it was promised.
create table tolerant_item (
  case_id bigint not null references case_file (id),
  item_code text not null,
  form text not null,
  promised_on date not null,
  fulfilled_at timestamptz,
  primary key (case_id, item_code)
);

-- The applicant's wish for the green channel; granting is a named person's act in deadlines.
create table green_request (
  case_id bigint primary key references case_file (id),
  reason text not null,
  asked_at timestamptz not null
);

-- A permit of the shared library that stands in for an upload (国令716号 7: what sharing gives is not asked).
create table shared_material (
  case_id bigint not null references case_file (id),
  item_code text not null,
  library_item_id text not null,
  title text not null,
  number text not null,
  primary key (case_id, item_code)
);
