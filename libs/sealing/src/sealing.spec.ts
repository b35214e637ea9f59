import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { ok } from '@tributary/kernel';
import { createKeyring, openPersonal, orderScope, rawScope, sealPersonal, type KeyScope, type Salts } from './index.ts';

function memorySalts(): Salts & { calls: number; erase(scope: KeyScope): void } {
  const salts = new Map<string, Buffer | 'erased'>();
  return {
    calls: 0,
    erase: ({ tenant, scope }) => void salts.set(`${tenant} ${scope}`, 'erased'),
    async obtain(scopes) {
      this.calls++;
      return ok(scopes.map(({ tenant, scope }) => {
        const name = `${tenant} ${scope}`;
        const salt = salts.get(name) ?? randomBytes(32);
        salts.set(name, salt);
        return salt;
      }));
    },
  };
}

const masters = new Map([['acme', randomBytes(32)], ['zeta', randomBytes(32)]]);
const [one, two]: [KeyScope, KeyScope] = [orderScope('acme', 'acme/shopify/us/1'), orderScope('acme', 'acme/shopify/us/2')];

async function keysOf(salts: Salts, ...scopes: KeyScope[]) {
  const keys = await createKeyring(masters, salts).prepare(scopes);
  if (!keys.ok) throw new Error('no keys');
  return keys.value;
}

it('opens what was sealed, in another process with the same salts', async () => {
  const salts = memorySalts();
  const sealed = (await keysOf(salts, one)).seal(one, Buffer.from('Jane Roe'));
  expect(sealed.includes('Jane Roe')).toBe(false);
  expect((await keysOf(salts, one)).open(one, sealed)).toEqual(ok(Buffer.from('Jane Roe')));
});

it('opens nothing under another order, another tenant, or after a bit has changed', async () => {
  const salts = memorySalts();
  const other = { tenant: 'zeta', scope: one.scope };
  const keys = await keysOf(salts, one, two, other);
  const sealed = keys.seal(one, Buffer.from('Jane Roe'));
  expect(keys.open(two, sealed).ok).toBe(false);
  expect(keys.open(other, sealed).ok).toBe(false);
  for (const at of [0, 5, 20, sealed.length - 1]) {
    const altered = Buffer.from(sealed);
    altered[at] = (altered[at] ?? 0) ^ 1;
    expect(keys.open(one, altered).ok).toBe(false);
  }
  expect(keys.open(one, Buffer.alloc(0)).ok).toBe(false);
});

it('asks for salts once per scope', async () => {
  const salts = memorySalts();
  const keyring = createKeyring(masters, salts);
  await keyring.prepare([one, one, two]);
  await keyring.prepare([two]);
  expect(salts.calls).toBe(1);
});

it('neither opens nor seals under a scope that is erased, and goes on with the others', async () => {
  const salts = memorySalts();
  const sealed = (await keysOf(salts, one)).seal(one, Buffer.from('Jane Roe'));
  salts.erase(one);
  const keys = await keysOf(salts, one, two);
  expect([keys.isErased(one), keys.isErased(two)]).toEqual([true, false]);
  expect(keys.open(one, sealed)).toMatchObject({ ok: false, failure: { kind: 'invalid', cause: { code: 'erased' } } });
  expect(() => keys.seal(one, Buffer.from('Jane Roe'))).toThrow('is erased');
  expect(keys.open(two, keys.seal(two, Buffer.from('x'))).ok).toBe(true);
});

it('a running process forgets an erased key within a minute', async () => {
  let now = 0;
  const salts = memorySalts();
  const keyring = createKeyring(masters, salts, { now: () => now });
  const isErased = async (): Promise<boolean> => {
    const keys = await keyring.prepare([one]);
    return keys.ok && keys.value.isErased(one);
  };
  expect(await isErased()).toBe(false);
  salts.erase(one);
  now = 59_999;
  expect([await isErased(), salts.calls]).toEqual([false, 1]);
  now = 60_000;
  expect([await isErased(), salts.calls]).toEqual([true, 2]);
});

it('uses only keys that were prepared with it', async () => {
  const keys = await keysOf(memorySalts(), one);
  expect(() => keys.seal(two, Buffer.from('x'))).toThrow('was not prepared');
});

it('refuses a tenant without master key and a short master key', async () => {
  expect((await createKeyring(masters, memorySalts()).prepare([{ tenant: 'nobody', scope: 'x' }])).ok).toBe(false);
  expect(() => createKeyring(new Map([['acme', Buffer.alloc(16)]]), memorySalts())).toThrow('16 bytes, needs 32');
});

it('digests differ by tenant and purpose and repeat', () => {
  const keyring = createKeyring(masters, memorySalts());
  expect(keyring.digest('acme', 'address', 'x')).toBe(keyring.digest('acme', 'address', 'x'));
  expect(new Set([keyring.digest('acme', 'address', 'x'), keyring.digest('zeta', 'address', 'x'), keyring.digest('acme', 'buyer', 'x')]).size).toBe(3);
});

it('keeps personal records whole', async () => {
  const keys = await keysOf(memorySalts(), one);
  const personal = { shipTo: null, billTo: null, buyerName: '张三', buyerEmail: null, buyerPhone: null, buyerNote: 'ring <twice>', attributes: [{ channelLineId: null, name: 'gift', value: '生日快乐' }] };
  expect(openPersonal(keys, one, sealPersonal(keys, one, personal))).toEqual(ok(personal));
});

it('raw keys change with the UTC day', () => {
  expect(rawScope('acme', Date.parse('2026-11-23T23:59:59.999Z')).scope).toBe('raw:2026-11-23');
  expect(rawScope('acme', Date.parse('2026-11-24T00:00:00Z')).scope).toBe('raw:2026-11-24');
});
