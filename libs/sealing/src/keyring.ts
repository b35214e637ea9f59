import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { during, failed, failure, ok, type Result } from '@tributary/kernel';
import { open, seal } from './seal.ts';
import type { KeyScope } from './scope.ts';

/** Where the random salts live. `obtain` makes missing ones; of two makers the first wins and both get its salt. */
export type Salts = { obtain(scopes: readonly KeyScope[]): Promise<Result<readonly Buffer[]>> };

/** Keys of the scopes that were asked for; sealing and opening with them does no I/O. */
export type Keys = {
  seal(scope: KeyScope, plain: Uint8Array): Buffer;
  open(scope: KeyScope, sealed: Uint8Array): Result<Buffer>;
};

/**
 * Derives keys from a tenant's master key and a random salt per scope (HKDF-SHA-256, RFC 5869). Ask for all scopes of
 * a batch at once: only scopes not asked for lately cost a round trip to the salts.
 */
export type Keyring = {
  prepare(scopes: readonly KeyScope[]): Promise<Result<Keys>>;
  /** Keyed digest, 64 hex digits: equal input gives equal output for one tenant and purpose, and tells nothing else. */
  digest(tenant: string, purpose: 'event-id' | 'content' | 'address' | 'buyer' | 'audit', content: string | Uint8Array): string;
};

export const masterKeyBytes = 32;
const maxCachedKeys = 10_000;

/** `masters` holds 32 random bytes per tenant; throws where one has another length. */
export function createKeyring(masters: ReadonlyMap<string, Buffer>, salts: Salts): Keyring {
  for (const [tenant, master] of masters) {
    if (master.length !== masterKeyBytes) throw new Error(`reading master key of tenant ${tenant}: ${master.length} bytes, needs ${masterKeyBytes}`);
  }
  const cache = new Map<string, Buffer>();
  // A kept key object spares a third of the time of every digest.
  const digestKeys = new Map<string, KeyObject>();

  const masterOf = (tenant: string): Buffer => {
    const master = masters.get(tenant);
    if (master === undefined) throw new Error(`deriving key: tenant ${tenant} has no master key in the configuration`);
    return master;
  };
  const cached = (scope: KeyScope): Buffer => {
    const key = cache.get(nameOf(scope));
    if (key === undefined) throw new Error(`sealing: scope ${scope.scope} was not prepared`);
    return key;
  };

  return {
    async prepare(scopes) {
      const unknown = scopes.find(({ tenant }) => !masters.has(tenant));
      if (unknown !== undefined) return failed(failure('invalid', 'deriving keys', { cause: { code: 'unknown_tenant', text: `tenant ${unknown.tenant} is not in the configuration` } }));
      if (cache.size > maxCachedKeys) cache.clear();
      const missing = [...new Map(scopes.filter((scope) => !cache.has(nameOf(scope))).map((scope) => [nameOf(scope), scope])).values()];
      if (missing.length > 0) {
        const found = await salts.obtain(missing);
        if (!found.ok) return failed(during('deriving keys', found.failure));
        missing.forEach((scope, index) => cache.set(nameOf(scope), derive(masterOf(scope.tenant), found.value[index] ?? Buffer.alloc(0), scope.scope)));
      }
      const keys = new Map(scopes.map((scope) => [nameOf(scope), cached(scope)]));
      const keyOf = (scope: KeyScope): Buffer => keys.get(nameOf(scope)) ?? cached(scope);
      return ok({
        seal: (scope, plain) => seal(keyOf(scope), scope.scope, plain),
        open: (scope, sealed) => open(keyOf(scope), scope.scope, sealed),
      });
    },
    digest(tenant, purpose, content) {
      const name = `${tenant}\n${purpose}`;
      const key = digestKeys.get(name) ?? createSecretKey(derive(masterOf(tenant), Buffer.alloc(0), `digest:${purpose}`));
      digestKeys.set(name, key);
      return createHmac('sha256', key).update(content).digest('hex');
    },
  };
}

const nameOf = ({ tenant, scope }: KeyScope): string => `${tenant}\n${scope}`;

function derive(master: Buffer, salt: Buffer, info: string): Buffer {
  return Buffer.from(hkdfSync('sha256', master, salt, info, 32));
}
