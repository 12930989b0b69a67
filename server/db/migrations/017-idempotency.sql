-- One effect per Idempotency-Key: the key, the body it came with and the reply it got, written in the transaction of the effect.
create table idempotency_key (
  key text not null,
  -- who called: the same key of two callers are two keys
  caller text not null,
  route text not null,
  body_hash text not null,
  status integer,
  reply jsonb,
  created_at timestamptz not null,
  primary key (caller, key)
);
create index idempotency_key_age on idempotency_key (created_at);
