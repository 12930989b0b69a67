-- The published versions of matters (事项): one row a bundle, never changed afterwards; a case keeps the one it was submitted under.
create table matter_version (
  id bigint generated always as identity primary key,
  code text not null,
  division_code text not null references division (code),
  body_id text not null references body (id),
  name text not null,
  -- sha256 of the bundle; the same content is not a new version
  hash text not null,
  -- json, not jsonb: the order of a form's properties is the order of its fields on the page
  bundle json not null,
  process_id text not null,
  -- null, or no review: a draft that accepts no case
  effective_from timestamptz,
  reviewed_by text,
  reviewed_at timestamptz,
  published_at timestamptz not null,
  unique (code, hash),
  check ((reviewed_by is null) = (reviewed_at is null))
);
create index matter_version_in_force on matter_version (code, effective_from desc, id desc) where effective_from is not null and reviewed_at is not null;
