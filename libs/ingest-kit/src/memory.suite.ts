import { randomBytes } from 'node:crypto';
import { ok } from '@tributary/kernel';
import { createKeyring, type Keyring, type Salts } from '@tributary/sealing';

/** A keyring whose salts live in memory, for one tenant. */
export function memoryKeyring(tenant: string, salts: Salts = memorySalts()): Keyring {
  return createKeyring(new Map([[tenant, randomBytes(32)]]), salts);
}

export function memorySalts(): Salts & { destroy(): void } {
  const salts = new Map<string, Buffer>();
  return {
    obtain(scopes) {
      const found = scopes.map(({ tenant, scope }) => {
        const name = `${tenant} ${scope}`;
        salts.set(name, salts.get(name) ?? randomBytes(32));
        return salts.get(name) ?? Buffer.alloc(0);
      });
      return Promise.resolve(ok(found));
    },
    destroy: () => salts.clear(),
  };
}
