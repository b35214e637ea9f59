import type { Database } from '../database.ts';
import type { TargetAccount } from './rows.ts';
import { inMs, msOf } from '../times.ts';

export type Halt = TargetAccount & { readonly credentialVersion: string; readonly haltedAt: number };
export type NewHalt = TargetAccount & { readonly code: string; readonly text: string; readonly credentialVersion: string; readonly probeInMs: number };

/** True where the account was not halted before. */
export async function haltAccount(database: Database, halt: NewHalt): Promise<boolean> {
  const { rowCount } = await database.raw<{ rowCount: number }>(
    `insert into shared.halts (tenant, target, account, error_code, error_text, credential_version, probe_at)
     values (?, ?, ?, ?, ?, ?, ${inMs}) on conflict do nothing`,
    [halt.tenant, halt.target, halt.account, halt.code, halt.text, halt.credentialVersion, halt.probeInMs],
  );
  return rowCount > 0;
}

export async function readHalts(database: Database, target: string): Promise<Halt[]> {
  const { rows } = await database.raw<{ rows: Halt[] }>(
    `select tenant, target, account, credential_version as "credentialVersion", ${msOf('halted_at')} as "haltedAt"
     from shared.halts where target = ?`,
    [target],
  );
  return rows;
}

/** True where the account was halted. `credentialVersion` narrows it to a halt that was made for that secret. */
export async function resumeAccount(database: Database, { tenant, target, account }: TargetAccount, credentialVersion?: string): Promise<boolean> {
  const { rowCount } = await database.raw<{ rowCount: number }>(
    'delete from shared.halts where tenant = ? and target = ? and account = ? and credential_version = coalesce(?, credential_version)',
    [tenant, target, account, credentialVersion ?? null],
  );
  return rowCount > 0;
}
