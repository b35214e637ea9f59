-- Who did what by hand, and why: one row per action, written with what the action changed. Never personal data.
create table shared.actions (
  id bigint generated always as identity primary key,
  who text not null,
  -- The command: deliveries.retry, deliveries.skip
  what text not null,
  -- What it was done to: the idempotency key of a delivery.
  subject text not null,
  reason text not null,
  at timestamptz not null default now()
);
create index actions_by_subject on shared.actions (subject, id);
