-- A repeated call gets the very bytes the first one got: json keeps a text as it came, jsonb puts names in another order.
alter table idempotency_key alter column reply type json using reply::json;
