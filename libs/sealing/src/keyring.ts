import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { during, failed, failure, ok, type Clock, type Result } from '@tributary/kernel';
import { createKeyCache, type CachedKey } from './key-cache.ts';
import { open, seal } from './seal.ts';
import type { KeyScope } from './scope.ts';

/**
 * Where the random salts live. `obtain` answers one entry per scope, in their order. It makes missing salts; of two makers
 * the first wins and both get its salt. A salt that was destroyed is answered `erased` and never made anew.
 */
export type Salts = { obtain(scopes: readonly KeyScope[]): Promise<Result<readonly (Buffer | 'erased')[]>> };

/** Keys of the scopes that were asked for; sealing and opening with them does no I/O. */
export type Keys = {
  /** The person behind the scope was erased: nothing sealed under it opens any more, and nothing may be sealed under it. */
  isErased(scope: KeyScope): boolean;
  /** Throws where the scope is erased: its caller must have asked. */
  seal(scope: KeyScope, plain: Uint8Array): Buffer;
  /** Fails with code `erased`, or with `unreadable` for what was sealed under another key or altered. */
  open(scope: KeyScope, sealed: Uint8Array): Result<Buffer>;
};

/**
 * Derives keys from a tenant's master key and a random salt per scope (HKDF-SHA-256, RFC 5869). Ask for all scopes of
 * a batch at once: only scopes not asked for within the last minute cost a round trip to the salts. Use the keys for
 * that batch and forget them.
 */
export type Keyring = {
  prepare(scopes: readonly KeyScope[]): Promise<Result<Keys>>;
  /** Keyed digest, 64 hex digits: equal input gives equal output for one tenant and purpose, and tells nothing else. */
  digest(tenant: string, purpose: 'event-id' | 'content' | 'address' | 'buyer' | 'audit', content: string | Uint8Array): string;
};

export const masterKeyBytes = 32;
/** How long a running process may still open what was erased. */
const keptForMs = 60_000;

/** `masters` holds 32 random bytes per tenant; throws where one has another length. `monotonic` counts milliseconds and never goes back. */
export function createKeyring(masters: ReadonlyMap<string, Buffer>, salts: Salts, monotonic: Clock = { now: () => performance.now() }): Keyring {
  for (const [tenant, master] of masters) {
    if (master.length !== masterKeyBytes) throw new Error(`reading master key of tenant ${tenant}: ${master.length} bytes, needs ${masterKeyBytes}`);
  }
  const cache = createKeyCache(monotonic, keptForMs);
  // A kept key object spares a third of the time of every digest.
  const digestKeys = new Map<string, KeyObject>();

  const masterOf = (tenant: string): Buffer => {
    const master = masters.get(tenant);
    if (master === undefined) throw new Error(`deriving key: tenant ${tenant} has no master key in the configuration`);
    return master;
  };
  const obtain = async (scopes: ReadonlyMap<string, KeyScope>, keys: Map<string, CachedKey>): Promise<Result<void>> => {
    const askedAt = monotonic.now();
    const found = await salts.obtain([...scopes.values()]);
    if (!found.ok) return failed(during('deriving keys', found.failure));
    for (const [index, [name, scope]] of [...scopes].entries()) {
      const salt = found.value[index];
      if (salt === undefined) throw new Error(`deriving key: no salt was answered for scope ${scope.scope}`);
      const key = salt === 'erased' ? salt : derive(masterOf(scope.tenant), salt, scope.scope);
      keys.set(name, key);
      cache.set(name, key, askedAt);
    }
    return ok();
  };

  return {
    async prepare(scopes) {
      const unknown = scopes.find(({ tenant }) => !masters.has(tenant));
      if (unknown !== undefined) return failed(failure('invalid', 'deriving keys', { cause: { code: 'unknown_tenant', text: `tenant ${unknown.tenant} is not in the configuration` } }));
      const keys = new Map<string, CachedKey>();
      const missing = new Map<string, KeyScope>();
      for (const scope of scopes) {
        const name = nameOf(scope);
        const key = cache.get(name);
        if (key === undefined) missing.set(name, scope);
        else keys.set(name, key);
      }
      const obtained = missing.size === 0 ? ok() : await obtain(missing, keys);
      return obtained.ok ? ok(keysIn(keys)) : obtained;
    },
    digest(tenant, purpose, content) {
      const name = `${tenant}\n${purpose}`;
      const key = digestKeys.get(name) ?? createSecretKey(derive(masterOf(tenant), Buffer.alloc(0), `digest:${purpose}`));
      digestKeys.set(name, key);
      return createHmac('sha256', key).update(content).digest('hex');
    },
  };
}

function keysIn(keys: ReadonlyMap<string, CachedKey>): Keys {
  const keyOf = (scope: KeyScope): CachedKey => {
    const key = keys.get(nameOf(scope));
    if (key === undefined) throw new Error(`sealing: scope ${scope.scope} was not prepared`);
    return key;
  };
  return {
    isErased: (scope) => keyOf(scope) === 'erased',
    seal(scope, plain) {
      const key = keyOf(scope);
      if (key === 'erased') throw new Error(`sealing: scope ${scope.scope} is erased`);
      return seal(key, scope.scope, plain);
    },
    open(scope, sealed) {
      const key = keyOf(scope);
      if (key === 'erased') return failed(failure('invalid', 'opening sealed field', { cause: { code: 'erased', text: 'its key was destroyed' } }));
      return open(key, scope.scope, sealed);
    },
  };
}

const nameOf = ({ tenant, scope }: KeyScope): string => `${tenant}\n${scope}`;

function derive(master: Buffer, salt: Buffer, info: string): Buffer {
  return Buffer.from(hkdfSync('sha256', master, salt, info, 32));
}
