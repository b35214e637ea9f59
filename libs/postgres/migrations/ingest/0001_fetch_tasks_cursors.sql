-- All times are the database's, so that processes whose clocks differ agree about leases and due times.

-- One row per resource of a vendor that a hint asked to be read. Rows stay when they are done: they remember what was read,
-- so that hints which come again (another delivery, a reset offset) are not read again.
create table ingest.fetch_tasks (
  id bigint generated always as identity primary key,
  vendor text not null,
  tenant text not null,
  account text not null,
  -- The vendor's words for what it is and its id.
  resource_type text not null,
  resource_id text not null,

  -- waiting: to be read. later: the vendor says that it is not complete yet. failing: the last try failed and another one
  -- follows. done: read, or gone. dead: given up; a newer hint or a person revives it.
  state text not null check (state in ('waiting', 'later', 'failing', 'done', 'dead')),
  -- When it may be read; null: never by itself. While it is claimed, the end of the claim.
  due_at timestamptz,
  -- Grows with every claim: a worker whose number is no longer the row's was overtaken and writes nothing.
  claim_token bigint not null default 0,
  claimed_until timestamptz,

  -- Grows with every hint: a reading that began before the newest hint does not answer it.
  wanted bigint not null default 0,
  -- Newest revision that a hint told of, epoch milliseconds of the vendor; null: none told of any.
  wanted_revision bigint,
  -- Newest revision that was read, and whether the vendor's clock had passed it then.
  read_revision bigint,
  settled boolean not null default false,
  -- Trace of the newest hint; records that are read carry it on.
  trace_id text not null,

  -- Tries since the last reading that found something or nothing to find; of them answers that were wrong, not absent.
  attempts integer not null default 0,
  faults integer not null default 0,
  -- Readings in a row that were taken too early: not settled, or older than a hint had told.
  rereads integer not null default 0,
  later_since timestamptz,
  -- Kind, code and words of the last failure, or why it is not complete yet. Never personal.
  last_error_class text,
  last_error_code text,
  last_error_text text,
  last_error_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (vendor, tenant, account, resource_type, resource_id)
) with (fillfactor = 80);
create index fetch_tasks_due on ingest.fetch_tasks (vendor, tenant, account, due_at) where due_at is not null;
-- What is unfinished, for the gauge and for people; finished rows are many.
create index fetch_tasks_open on ingest.fetch_tasks (vendor, state) where state <> 'done';

-- Places in the feeds of vendors: one row per account and poll.
create table ingest.cursors (
  vendor text not null,
  tenant text not null,
  account text not null,
  -- Name of the poll: orders, stock
  name text not null,
  -- Where to go on, in the source's own words; null: the account was never read.
  cursor text,
  -- Grows with every lease: a process whose number is no longer the row's was overtaken and moves nothing.
  fencing_token bigint not null default 0,
  leased_until timestamptz,
  -- When the feed is read next.
  due_at timestamptz not null default now(),
  -- When records were last written or the feed was found read to its end.
  polled_at timestamptz,
  -- Polls that failed in a row, and the last failure; the failure stays when polls succeed again.
  failures integer not null default 0,
  last_error_class text,
  last_error_code text,
  last_error_text text,
  last_error_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (vendor, tenant, account, name)
);
