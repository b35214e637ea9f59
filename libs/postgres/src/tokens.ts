import type { Result } from '@tributary/kernel';
import { attempt, type Database } from './database.ts';

/** `expiresAt` is epoch ms. */
export type StoredToken = { readonly accessToken: string; readonly refreshToken: string; readonly expiresAt: number };

/** Seals what a vendor handed us before it touches the disk. */
export type TokenSealer = { seal(plain: Buffer): Buffer; open(sealed: Buffer): Result<Buffer> };

/**
 * Tokens shared by all processes of one credential (`holder`). `withLock` lets one process at a time renew; the others
 * wait and are then given what it saved.
 */
export function createTokenStore(database: Database, sealer: TokenSealer) {
  const read = async (connection: Database, holder: string): Promise<StoredToken | undefined> => {
    const { rows } = await connection.raw<{ rows: { sealed: Buffer }[] }>('select sealed from shared.tokens where holder = ?', [holder]);
    const plain = rows[0] && sealer.open(rows[0].sealed);
    // A token sealed under a lost key is no token: a new one is fetched.
    return plain?.ok ? (JSON.parse(plain.value.toString()) as StoredToken) : undefined;
  };
  return {
    read: (holder: string): Promise<Result<StoredToken | undefined>> => attempt('reading token', () => read(database, holder)),
    async withLock<T>(holder: string, work: (current: StoredToken | undefined, save: (next: StoredToken) => Promise<void>) => Promise<Result<T>>): Promise<Result<T>> {
      const locked = await attempt('locking token', () =>
        database.transaction(async (transaction) => {
          await transaction.raw('select pg_advisory_xact_lock(hashtext(?))', [`tributary.token.${holder}`]);
          return work(await read(transaction, holder), async (next) => {
            await transaction.raw('insert into shared.tokens (holder, sealed) values (?, ?) on conflict (holder) do update set sealed = excluded.sealed, updated_at = now()', [
              holder,
              sealer.seal(Buffer.from(JSON.stringify(next))),
            ]);
          });
        }),
      );
      return locked.ok ? locked.value : locked;
    },
  };
}
