-- Indexes of a table that is filled already take longer than a statement usually may.
set local statement_timeout = 0;

-- For lists, what changed last first. No update of a row was ever without a new entry in an index (orders_to_announce has
-- updated_at and both versions), so these cost one entry more, at the end where the newest stand.
create index orders_by_change on tracker.orders (updated_at);
-- Flags are few beside all orders, and one of them may stand on orders that changed long ago.
create index orders_flagged on tracker.orders (updated_at) where state->'flags' <> '[]'::jsonb;

-- Without these the planner takes every order for one in exception, and reads the whole table for the few.
create statistics tracker.orders_exceptions on (state->'exceptions') from tracker.orders;
create statistics tracker.orders_flags on (state->'flags') from tracker.orders;
analyze tracker.orders;
