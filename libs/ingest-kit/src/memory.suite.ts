import { randomBytes } from 'node:crypto';
import { ok } from '@tributary/kernel';
import { createKeyring, type Keyring, type KeyScope, type Salts } from '@tributary/sealing';

/** A keyring whose salts live in memory, for one tenant. */
export function memoryKeyring(tenant: string, salts: Salts = memorySalts()): Keyring {
  return createKeyring(new Map([[tenant, randomBytes(32)]]), salts);
}

export function memorySalts(): Salts & { erase(scope: KeyScope): void } {
  const salts = new Map<string, Buffer | 'erased'>();
  const nameOf = ({ tenant, scope }: KeyScope): string => `${tenant} ${scope}`;
  return {
    obtain(scopes) {
      const found = scopes.map((scope) => {
        const salt = salts.get(nameOf(scope)) ?? randomBytes(32);
        salts.set(nameOf(scope), salt);
        return salt;
      });
      return Promise.resolve(ok(found));
    },
    erase: (scope) => void salts.set(nameOf(scope), 'erased'),
  };
}
