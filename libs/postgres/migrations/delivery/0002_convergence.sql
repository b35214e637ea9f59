alter table delivery.effects
  -- Key of the effect that this one undoes.
  add column undoes text,
  -- Why the vendor shall not hold it, and what that means where it may hold it already; null: it shall hold it.
  add column withdrawal jsonb,
  add column next_withdrawal jsonb;

update delivery.effects set next_withdrawal = '{"kind": "undone"}' where next_cancelled;
update delivery.effects set withdrawal = '{"kind": "undone"}' where state = 'superseded';
alter table delivery.effects drop column next_cancelled;

-- Whoever reads a vendor finds our orders by the number that we gave it, or by the vendor's own.
create index effects_by_reference on delivery.effects (reference, target, account);
create index effects_by_vendor_reference on delivery.effects (vendor_reference, target, account) where vendor_reference is not null;
