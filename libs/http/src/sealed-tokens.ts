import { failed, ok, type Result } from '@tributary/kernel';
import type { Keyring, KeyScope } from '@tributary/sealing';
import type { TokenStore } from './tokens.ts';

export type TokenSealer = { seal(plain: Buffer): Buffer; open(sealed: Buffer): Result<Buffer> };

/**
 * A token store whose rows are sealed under a key of their own. The key is asked for with every use and is then at
 * hand; asked for at the start, a database that is away would keep the process from starting.
 */
export function sealedTokenStore(keyring: Keyring, scope: KeyScope, make: (sealer: TokenSealer) => TokenStore): TokenStore {
  async function opened(): Promise<Result<TokenStore>> {
    const keys = await keyring.prepare([scope]);
    if (!keys.ok) return failed(keys.failure);
    const { value } = keys;
    return ok(make({ seal: (plain) => value.seal(scope, plain), open: (sealed) => value.open(scope, sealed) }));
  }
  return {
    async read(holder) {
      const store = await opened();
      return store.ok ? store.value.read(holder) : store;
    },
    async withLock(holder, work) {
      const store = await opened();
      return store.ok ? store.value.withLock(holder, work) : store;
    },
  };
}
