-- What the complete scans of a vendor's stock have shown of one account, so that what a later one lacks is known.
create table ingest.scan_keys (
  vendor text not null,
  tenant text not null,
  account text not null,
  -- One count: warehouse, SKU and owner, in the words of whoever scans.
  key text not null,
  primary key (vendor, tenant, account, key)
);
