-- What of a matter takes cases since when (published, rolled back), and the signatures of legal review (法核) that it stands on.

-- A signature covers one content: the hash of the bundle with the letters and organisation entries it uses. It is never taken back;
-- another content needs another one.
create table matter_signature (
  id bigint generated always as identity primary key,
  code text not null,
  hash text not null,
  -- null: the sample's own file said so at the first start of an installation with sample data
  officer_id bigint references officer (id),
  name text not null,
  remarks text not null,
  signed_at timestamptz not null,
  unique (code, hash)
);

-- Of one matter the row whose day came last is in force; of two on one day the later made. Only a day to come can be withdrawn.
create table matter_publication (
  id bigint generated always as identity primary key,
  code text not null,
  version_id bigint not null references matter_version (id),
  kind text not null check (kind in ('published', 'rolled-back')),
  effective_from timestamptz not null,
  published_by bigint references officer (id),
  published_by_name text not null,
  published_at timestamptz not null,
  reason text,
  withdrawn_at timestamptz,
  withdrawn_by_name text,
  check ((withdrawn_at is null) = (withdrawn_by_name is null))
);
create index matter_publication_in_force on matter_publication (code, effective_from desc, id desc) where withdrawn_at is null;
create index matter_publication_version on matter_publication (version_id);

insert into matter_signature (code, hash, name, remarks, signed_at)
  select code, hash, reviewed_by, '', reviewed_at from matter_version where reviewed_at is not null order by id;
insert into matter_publication (code, version_id, kind, effective_from, published_by_name, published_at)
  select code, id, 'published', effective_from, '系统', published_at from matter_version where effective_from is not null and reviewed_at is not null order by id;
drop index matter_version_in_force;
