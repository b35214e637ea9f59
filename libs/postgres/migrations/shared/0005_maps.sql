-- Whether the ERP takes a store's orders by itself, and whether it tells the channel about parcels by itself.
alter table shared.store_map
  add column intake text not null default 'hub' check (intake in ('hub', 'native')),
  add column ship_confirm text not null default 'hub' check (ship_confirm in ('hub', 'native'));

-- From which warehouse of an ERP account a channel account's lines are shipped, and how. An empty text means "any".
create table shared.warehouse_map (
  tenant text not null,
  channel text not null,
  account text not null,
  location text not null default '',
  service_level text not null default '',
  country text not null default '',
  erp text not null,
  erp_account text not null,
  warehouse text not null,
  -- The ERP's logistics method; empty: the ERP decides.
  method text not null default '',
  version bigint not null,
  changed_by text not null,
  changed_at timestamptz not null default now(),
  primary key (tenant, channel, account, erp, erp_account, location, service_level, country)
);

-- What a channel calls a carrier that an ERP names in its own words. An empty account means "any".
create table shared.carrier_map (
  tenant text not null,
  erp text not null,
  erp_account text not null,
  erp_carrier text not null,
  channel text not null,
  account text not null default '',
  carrier text not null,
  -- Where a parcel can be followed, with {number} in place of its tracking number; empty: the channel knows it.
  tracking_url text not null default '',
  version bigint not null,
  changed_by text not null,
  changed_at timestamptz not null default now(),
  primary key (tenant, erp, erp_account, erp_carrier, channel, account)
);
