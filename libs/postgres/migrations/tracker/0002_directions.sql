-- Desired state goes to channels too: parcels they shall know of, and cancellations they shall carry out.
update tracker.orders set desired = jsonb_build_object('requests', desired, 'notices', '[]'::jsonb, 'cancellations', '[]'::jsonb) where jsonb_typeof(desired) = 'array';

alter table tracker.orders
  -- Facts of an older version are of another shape: the order is folded again from its events before anything is added.
  add column fold_version integer not null default 1,
  -- When time alone changes something about the order, and what; the database's clock decides.
  add column timer_at timestamptz,
  add column timer_code text,
  -- The version whose records no topic takes, and why: set aside until the order changes again.
  add column refused_version bigint,
  add column refused_text text;
create index orders_due on tracker.orders (timer_at) where timer_at is not null;

drop index tracker.orders_to_announce;
create index orders_to_announce on tracker.orders (partition, updated_at) where announced_version < version and refused_version is distinct from version;
create index orders_refused on tracker.orders (tenant) where refused_version = version;

-- On their way is everything that has not been shipped as a whole.
drop index tracker.orders_open;
create index orders_open on tracker.orders (tenant, status) where status in ('pending', 'created', 'synced', 'partially_shipped');

-- One row per change that a person would tell of: the timeline of an order. A log; nothing is derived from it.
create table tracker.history (
  order_key text not null,
  version bigint not null,
  at timestamptz not null default now(),
  -- events: news came in or time had run out; maps: staff changed the maps; rebuild: it was folded again
  cause text not null,
  event_ids text[] not null,
  -- Null in the first row.
  status_before text,
  status text not null,
  flags_set text[] not null,
  flags_cleared text[] not null,
  -- Codes of exceptions.
  exceptions_opened text[] not null,
  exceptions_closed text[] not null,
  primary key (order_key, version)
);

-- Orders to be folded again from their events: who wants it and how far it is.
create table tracker.rebuilds (
  id bigint generated always as identity primary key,
  -- Null: all orders.
  order_key text,
  requested_by text not null,
  reason text not null,
  requested_at timestamptz not null default now(),
  -- Orders to go through; null until it begins.
  total bigint,
  progress bigint not null default 0,
  -- Orders up to here are done.
  last_key text not null default '',
  changed bigint not null default 0,
  -- Orders whose events cannot be folded; they stay as they were. The text is that of the last one.
  unfoldable bigint not null default 0,
  error text,
  finished_at timestamptz
);
create index rebuilds_open on tracker.rebuilds (id) where finished_at is null;
-- What has not begun need not be wanted twice; what has begun may have folded some orders by older rules.
create unique index rebuilds_waiting on tracker.rebuilds (coalesce(order_key, '')) where finished_at is null and total is null;
