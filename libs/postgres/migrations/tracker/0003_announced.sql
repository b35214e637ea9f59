-- Digest of every record that was published of the order, by its name: what has not changed is not published again.
alter table tracker.orders add column announced jsonb not null default '{}';
