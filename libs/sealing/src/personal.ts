import type { OrderPersonal } from '@tributary/contracts';
import type { Result } from '@tributary/kernel';
import { ok } from '@tributary/kernel';
import type { Keys } from './keyring.ts';
import type { KeyScope } from './scope.ts';

/** Seals the personal part of an order: OrderPersonal as JSON. */
export function sealPersonal(keys: Keys, scope: KeyScope, personal: OrderPersonal): Buffer {
  return keys.seal(scope, Buffer.from(JSON.stringify(personal)));
}

export function openPersonal(keys: Keys, scope: KeyScope, sealed: Uint8Array): Result<OrderPersonal> {
  const plain = keys.open(scope, sealed);
  return plain.ok ? ok(JSON.parse(plain.value.toString()) as OrderPersonal) : plain;
}
