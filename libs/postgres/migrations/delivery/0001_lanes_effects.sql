-- All times are the database's, so that workers whose clocks differ agree about leases and due times.

-- One row per order and target account: the effects of one lane are carried out one after the other, oldest first.
-- Whoever changes an effect locks its lane first and afterwards writes the lane's head anew.
create table delivery.lanes (
  id bigint generated always as identity primary key,
  tenant text not null,
  target text not null,
  account text not null,
  -- The order, or the subject where an effect is about no order.
  lane_key text not null,
  -- State of the oldest open effect; null: nothing to do.
  head_state text,
  -- When the head is due and no claim stands against it; null: nothing to do.
  due_at timestamptz,
  -- Grows with every claim: a worker whose number is no longer the lane's was overtaken and writes nothing.
  claim_token bigint not null default 0,
  claimed_until timestamptz,
  unique (lane_key, target, account)
) with (fillfactor = 80);
create index lanes_due on delivery.lanes (target, tenant, account, due_at) where due_at is not null;

-- One row per intended effect. Rows outlive every topic.
create table delivery.effects (
  id bigint generated always as identity primary key,
  idempotency_key text not null unique,
  lane_id bigint not null references delivery.lanes (id),
  tenant text not null,
  target text not null,
  account text not null,
  effect text not null,
  subject_kind text not null,
  subject_id text not null,
  incarnation bigint not null,
  lane_key text not null,
  order_keys text[] not null,
  marketplace text,
  sales_partner text,
  time_zone text not null,
  trace_id text not null,

  state text not null check (state in
    ('pending', 'in_flight', 'submitted', 'unknown', 'succeeded', 'retrying', 'rejected', 'held', 'dead', 'skipped', 'superseded')),
  -- Grows with every change that an outcome record shows; the row is announced while announced_version < version.
  version bigint not null default 1,
  announced_version bigint not null default 0,
  -- When version last grew.
  updated_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  due_at timestamptz,

  attempts integer not null default 0,
  -- Looks for an effect in doubt, and how many of them found nothing, since the last send.
  looks integer not null default 0,
  absents integer not null default 0,
  unexpecteds integer not null default 0,
  -- The latest moment at which the vendor may have been given the effect: the send, or when its answer was given up.
  sent_at timestamptz,
  -- The claim that sent it.
  claim_token bigint,

  -- The number that we give the vendor; once something was sent it stays.
  reference text not null,
  handle text,
  vendor_reference text,
  confirmed_by text,
  allocation jsonb not null default '[]',
  error_class text,
  error_code text,
  error_text text,
  -- While held: the version of the tenant's maps that did not suffice.
  held_version bigint,

  -- What the vendor shall hold, as the sender of the request wrote it; personal fields stay sealed in it.
  desired bytea not null,
  desired_version bigint not null,
  desired_digest text not null,
  -- Something newer that came while the effect was under way or done.
  next_desired bytea,
  next_version bigint,
  next_digest text,
  next_cancelled boolean,
  next_reference text,
  next_trace_id text
) with (fillfactor = 80);

create index effects_open on delivery.effects (lane_id, id) where state in ('pending', 'in_flight', 'submitted', 'unknown', 'retrying');
create index effects_by_subject on delivery.effects (lane_key, target, effect, subject_kind, subject_id);
create index effects_to_announce on delivery.effects (target, updated_at) where announced_version < version and state not in ('pending', 'in_flight');
create index effects_held on delivery.effects (target, tenant, held_version) where state = 'held';
create index effects_backlog on delivery.effects (target, state, created_at) where state not in ('succeeded', 'skipped', 'superseded');
