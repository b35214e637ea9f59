import { randomBytes } from 'node:crypto';
import type { Result } from '@tributary/kernel';
import { attempt, type Database } from './database.ts';

type Scope = { readonly tenant: string; readonly scope: string };
type Salt = Buffer | 'erased';

/**
 * Salts of sealing keys as rows; satisfies the `Salts` port of sealing. Of two processes that ask for one new scope at
 * once the first insert wins and both get that row's salt. Rows are written in one order, so that two batches never wait
 * for each other in a circle.
 *
 * `erase` destroys the salt of a scope for good, also of one that has none yet: what was sealed under it opens nowhere
 * any more once the processes have forgotten its key. True where it was not erased before.
 */
export function createSalts(database: Database): { obtain(scopes: readonly Scope[]): Promise<Result<readonly Salt[]>>; erase(scope: Scope): Promise<Result<boolean>> } {
  const read = async (scopes: readonly Scope[]): Promise<Map<string, Salt>> => {
    const { rows } = await database.raw<{ rows: { tenant: string; scope: string; salt: Buffer | null }[] }>(
      'select tenant, scope, salt from shared.salts join unnest(?::text[], ?::text[]) as wanted (tenant, scope) using (tenant, scope)',
      columns(scopes),
    );
    return new Map(rows.map((row) => [nameOf(row), row.salt ?? 'erased']));
  };
  const insert = async (scopes: readonly Scope[]): Promise<void> => {
    const sorted = [...scopes].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
    await database.raw('insert into shared.salts (tenant, scope, salt) select * from unnest(?::text[], ?::text[], ?::bytea[]) on conflict do nothing', [
      ...columns(sorted),
      sorted.map(() => randomBytes(32)),
    ]);
  };
  return {
    obtain: (scopes) =>
      attempt('reading salts', async () => {
        let found = await read(scopes);
        const missing = scopes.filter((scope) => !found.has(nameOf(scope)));
        if (missing.length > 0) {
          await insert(missing);
          found = new Map([...found, ...(await read(missing))]);
        }
        return scopes.map((scope) => found.get(nameOf(scope)) ?? missingSalt(scope));
      }),
    erase: ({ tenant, scope }) =>
      attempt('erasing a salt', async () => {
        const { rowCount } = await database.raw<{ rowCount: number }>(
          `insert into shared.salts as known (tenant, scope, salt, erased_at) values (?, ?, null, now())
           on conflict (tenant, scope) do update set salt = null, erased_at = now() where known.erased_at is null`,
          [tenant, scope],
        );
        return rowCount > 0;
      }),
  };
}

function columns(scopes: readonly Scope[]): [string[], string[]] {
  return [scopes.map(({ tenant }) => tenant), scopes.map(({ scope }) => scope)];
}

const nameOf = ({ tenant, scope }: Scope): string => `${tenant}\n${scope}`;

function missingSalt({ tenant, scope }: Scope): never {
  throw new Error(`reading salts: ${tenant} ${scope} vanished right after it was written`);
}
