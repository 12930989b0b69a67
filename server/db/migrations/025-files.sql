-- Files that are whole and on disk: the row is written after the fsync, so what has a row can be read.
create table stored_file (
  -- sha256 of the content, hexadecimal; also its name on disk
  hash text primary key check (hash ~ '^[0-9a-f]{64}$'),
  size_bytes bigint not null check (size_bytes > 0),
  -- by content, never by name
  type text not null,
  stored_at timestamptz not null
);
