-- Random salts of sealing keys. Deleting a row makes everything that was sealed under it unreadable.
create table shared.salts (
  tenant text not null,
  scope text not null,
  salt bytea not null,
  created_at timestamptz not null default now(),
  primary key (tenant, scope)
);

-- Access tokens that vendors hand out, sealed; one row per credential, shared by all processes.
create table shared.tokens (
  holder text primary key,
  sealed bytea not null,
  updated_at timestamptz not null default now()
);

-- Grows with every change of a tenant's maps, so that waiting work knows when to look again.
create table shared.map_versions (
  tenant text primary key,
  version bigint not null
);

-- Which store at which ERP takes the orders of a channel account. An empty text means "any".
create table shared.store_map (
  tenant text not null,
  channel text not null,
  account text not null,
  marketplace text not null default '',
  sales_partner text not null default '',
  erp text not null,
  erp_account text not null,
  store text not null,
  platform_code text not null default '',
  number_prefix text not null,
  version bigint not null,
  changed_by text not null,
  changed_at timestamptz not null default now(),
  primary key (tenant, channel, account, marketplace, sales_partner)
);

-- One row per ERP SKU that a channel SKU consists of: one row = plain, several = bundle.
create table shared.sku_map (
  tenant text not null,
  channel text not null,
  account text not null,
  channel_sku text not null,
  erp text not null,
  erp_account text not null,
  erp_sku text not null,
  quantity_per numeric(18, 4) not null check (quantity_per > 0),
  version bigint not null,
  changed_by text not null,
  changed_at timestamptz not null default now(),
  primary key (tenant, channel, account, channel_sku, erp, erp_account, erp_sku)
);

-- Every past state of a map row, written by whoever replaces or removes it.
create table shared.map_history (
  id bigint generated always as identity primary key,
  map text not null,
  tenant text not null,
  row jsonb not null,
  version bigint not null,
  changed_by text not null,
  changed_at timestamptz not null,
  replaced_at timestamptz not null default now()
);
