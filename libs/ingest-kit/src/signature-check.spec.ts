import { expect, it } from 'vitest';
import { failed, failure, ok } from '@tributary/kernel';
import { createSignatureCheck } from './signature-check.ts';

function vault(values: Record<string, string>) {
  const read: string[] = [];
  const secrets = {
    read(reference: string) {
      read.push(reference);
      const value = values[reference];
      return value === undefined ? failed(failure('invalid', `reading secret ${reference}`)) : ok(value);
    },
  };
  return { values, read, check: createSignatureCheck(secrets) };
}
const signedWith = (key: string) => (secret: string) => secret === key;

it.each([
  ['the current secret', ['current', 'previous'], 'c', ok()],
  ['the previous secret', ['current', 'previous'], 'p', ok()],
  ['no secret', ['current', 'previous'], 'x', { ok: false, failure: { kind: 'unauthorized' } }],
  ['the previous secret, no longer configured', ['current', undefined], 'p', { ok: false, failure: { kind: 'unauthorized' } }],
  ['a secret that may be the unreadable one', ['current', 'gone'], 'x', { ok: false, failure: { kind: 'unavailable' } }],
  ['the current secret beside an unreadable one', ['current', 'gone'], 'c', ok()],
])('judges what is signed with %s', (_, references, key, result) => {
  expect(vault({ current: 'c', previous: 'p' }).check(references, 0, signedWith(key))).toMatchObject(result);
});

it('reads a secret once in five seconds', () => {
  const { check, read, values } = vault({ current: 'c' });
  for (const now of [0, 4_999]) expect(check(['current'], now, signedWith('c'))).toEqual(ok());
  values['current'] = 'rotated';
  expect(check(['current'], 5_000, signedWith('rotated'))).toEqual(ok());
  expect(read).toEqual(['current', 'current']);
});
