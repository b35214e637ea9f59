-- Accounts whose credential was refused: nothing is sent to them until a probe succeeds or the secret changes.
create table shared.halts (
  tenant text not null,
  target text not null,
  account text not null,
  error_code text not null,
  error_text text not null,
  -- Which secret was refused; empty where the deployable cannot tell. Never the secret itself.
  credential_version text not null,
  halted_at timestamptz not null default now(),
  probe_at timestamptz not null,
  primary key (tenant, target, account)
);
