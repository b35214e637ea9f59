import type { Result } from '@tributary/kernel';
import { attempt, type Database } from '../database.ts';

type Account = { readonly tenant: string; readonly account: string };

/**
 * Keys that complete scans of a vendor have shown.
 *
 * - `remember` adds the keys and answers, sorted, those remembered before that are not among them
 * - `forget`   takes keys out; keys that are not there are none
 */
export function createScanKeys(database: Database, vendor: string) {
  return {
    remember: ({ tenant, account }: Account, keys: readonly string[]): Promise<Result<readonly string[]>> =>
      attempt('remembering scan keys', async () => {
        const { rows } = await database.raw<{ rows: { key: string }[] }>(
          // Scans mostly show what is known: only what is new is written.
          `with shown as (select unnest(?::text[]) as key),
             known as (select key from ingest.scan_keys where vendor = ? and tenant = ? and account = ?),
             added as (insert into ingest.scan_keys (vendor, tenant, account, key) select ?, ?, ?, key from (select key from shown except select key from known) as new on conflict do nothing)
           select key from (select key from known except select key from shown) as missing order by key collate "C"`,
          [[...keys], vendor, tenant, account, vendor, tenant, account],
        );
        return rows.map(({ key }) => key);
      }),
    forget: ({ tenant, account }: Account, keys: readonly string[]): Promise<Result<void>> =>
      attempt('forgetting scan keys', async () => {
        if (keys.length > 0) await database.raw('delete from ingest.scan_keys where vendor = ? and tenant = ? and account = ? and key = any(?::text[])', [vendor, tenant, account, [...keys]]);
      }),
  };
}
