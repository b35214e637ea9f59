-- Every accepted event, once: the inbox, and what a rebuild folds from. Personal fields stay sealed in it.
create table tracker.events (
  event_id text primary key,
  order_key text not null,
  topic_row text not null,
  value jsonb not null,
  accepted_at timestamptz not null default now()
);
create index events_by_order on tracker.events (order_key, accepted_at);

-- What is known about an order: of each kind and subject the highest rank.
create table tracker.facts (
  order_key text not null,
  kind text not null,
  subject text not null,
  rank jsonb not null,
  at bigint not null,
  body jsonb not null,
  primary key (order_key, kind, subject)
);

-- What follows from the facts. A row is announced while announced_version < version.
create table tracker.orders (
  order_key text primary key,
  tenant text not null,
  channel text not null,
  account text not null,
  partition integer not null,
  status text not null,
  state jsonb not null,
  desired jsonb not null,
  -- SHA-256 of state and desired parts in canonical form: equal digests, nothing to announce.
  digest text not null,
  trace_id text not null,
  recorded_at bigint not null,
  version bigint not null,
  announced_version bigint not null default 0,
  -- Set while the order waits for a row of the maps: the version at which it was last looked for.
  waiting_map_version bigint,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index orders_to_announce on tracker.orders (partition, updated_at) where announced_version < version;
create index orders_waiting on tracker.orders (tenant, waiting_map_version) where waiting_map_version is not null;
-- For the gauges: orders on their way, and those that wait for a person, are few beside all orders.
create index orders_open on tracker.orders (tenant, status) where status in ('pending', 'created');
create index orders_in_exception on tracker.orders (tenant) where state->'exceptions' <> '[]'::jsonb;
create index orders_by_account on tracker.orders (tenant, channel, account, created_at);
