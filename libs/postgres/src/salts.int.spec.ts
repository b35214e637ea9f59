import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase } from './database.suite.ts';
import { createSalts, type Database } from './index.ts';

let database: Database;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ database, close } = await openDatabase('salts'));
});
afterAll(() => close());

const scope = (name: string) => ({ tenant: 'acme', scope: name });
async function obtain(...names: string[]): Promise<readonly (Buffer | 'erased')[]> {
  const salts = await createSalts(database).obtain(names.map(scope));
  if (!salts.ok) throw new Error('no salts');
  return salts.value;
}

it('gives everybody who asks at once the same salt, and each scope its own', async () => {
  const [one, ...others] = await Promise.all(Array.from({ length: 8 }, () => obtain('a', 'b')));
  expect(others.every((other) => JSON.stringify(other) === JSON.stringify(one))).toBe(true);
  expect(one?.[0]).not.toEqual(one?.[1]);
  expect(one?.[0]).toHaveLength(32);
});

it('destroys a salt for good, once, and leaves the others', async () => {
  const salts = createSalts(database);
  const before = await obtain('c', 'd');
  expect([await salts.erase(scope('c')), await salts.erase(scope('c'))]).toEqual([{ ok: true, value: true }, { ok: true, value: false }]);
  expect(await obtain('c', 'd')).toEqual(['erased', before[1]]);
  const { rows } = await database.raw<{ rows: object[] }>(`select salt, erased_at is not null as erased from shared.salts where scope = 'c'`);
  expect(rows).toEqual([{ salt: null, erased: true }]);
});

it('erases a scope that nothing was sealed under yet, of one tenant', async () => {
  const salts = createSalts(database);
  expect(await salts.erase(scope('new'))).toEqual({ ok: true, value: true });
  expect(await obtain('new')).toEqual(['erased']);
  const others = await salts.obtain([{ tenant: 'zeta', scope: 'new' }]);
  expect(others.ok && others.value[0]).toHaveLength(32);
});

it('never makes a new salt while an erasure comes in between', async () => {
  const salts = createSalts(database);
  const names = Array.from({ length: 20 }, (_, n) => `race-${n}`);
  await Promise.all(names.flatMap((name) => [obtain(name), salts.erase(scope(name)), obtain(name)]));
  expect(new Set(await obtain(...names))).toEqual(new Set(['erased']));
});
