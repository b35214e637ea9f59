-- To erase a person is to destroy the salt and to keep the row: a scope whose row were gone would get a new salt with the
-- next record, and what is read again would bring the person back.
alter table shared.salts
  alter column salt drop not null,
  add column erased_at timestamptz,
  add constraint salts_erased check ((salt is null) = (erased_at is not null));
