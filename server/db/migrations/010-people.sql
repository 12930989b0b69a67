-- Divisions, bodies and the officers in them; who is signed in; counters that slow down guessing.

create table division (
  code text primary key check (code ~ '^[0-9]{6}$'),
  name text not null,
  parent_code text references division (code)
);

create table body (
  id text primary key check (id ~ '^[a-z][a-z0-9-]*$'),
  name text not null,
  short_name text not null,
  division_code text not null references division (code)
);

create table department (
  id bigint generated always as identity primary key,
  body_id text not null references body (id),
  code text not null,
  name text not null,
  parent_id bigint references department (id),
  unique (body_id, code)
);

-- A role exists within a body; `<body>/<role>` is a candidate group of a diagram.
create table role (
  body_id text not null references body (id),
  code text not null check (code ~ '^[a-z][a-z0-9-]*$'),
  name text not null,
  department_id bigint references department (id),
  primary key (body_id, code)
);

create table officer (
  id bigint generated always as identity primary key,
  login text not null unique check (login = lower(login)),
  name text not null,
  phone text,
  password_hash text,
  password_changed_at timestamptz,
  state text not null default 'active' check (state in ('active', 'disabled')),
  created_at timestamptz not null
);

create table officer_post (
  officer_id bigint not null references officer (id),
  body_id text not null,
  role text not null,
  department_id bigint references department (id),
  primary key (officer_id, body_id, role),
  foreign key (body_id, role) references role (body_id, code)
);
create index officer_post_group on officer_post (body_id, role);

-- Only the SHA-256 of a session's token is kept: who reads this table cannot sign in with it.
create table session (
  id bigint generated always as identity primary key,
  token_hash bytea not null unique,
  officer_id bigint not null references officer (id),
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  address text,
  agent text
);
create index session_officer on session (officer_id) where ended_at is null;

-- An applicant who showed the number and query code of one case; case_id has no foreign key, cases are a later room.
create table case_pass (
  token_hash bytea primary key,
  case_id bigint not null,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null
);

-- Attempts in a fixed window, shared by all server processes. `key` holds no personal data in the clear.
create table attempt (
  key text not null,
  window_start timestamptz not null,
  tries integer not null,
  primary key (key, window_start)
);
create index attempt_age on attempt (window_start);

-- Failures in a row of one login, whether or not such an officer exists (so that nobody can ask which logins exist).
create table sign_in_failure (
  login text primary key,
  failures integer not null,
  last_at timestamptz not null,
  locked_until timestamptz
);

-- Every try to sign in, with its result: the security log that an operator reads.
create table sign_in_log (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  login text not null,
  officer_id bigint references officer (id),
  result text not null check (result in ('signed-in', 'failed', 'locked', 'disabled', 'throttled', 'signed-out', 'password-changed')),
  address text
);
create index sign_in_log_at on sign_in_log (at);

-- Keys of the installation, made at first start and shared by its processes (form tokens).
create table installation_key (
  name text primary key,
  value bytea not null,
  created_at timestamptz not null
);
