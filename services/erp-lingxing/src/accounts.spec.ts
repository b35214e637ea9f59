import { describe, expect, it } from 'vitest';
import { failed, failure, ok } from '@tributary/kernel';
import { createAccounts, type AccountParts } from './accounts.ts';
import { options } from './config.ts';
import type { LingxingAccount } from './connection.ts';

const account = (tenant: string, name: string, appId = 'tributaryapp0001'): LingxingAccount => ({
  tenant, erp: 'lingxing', account: name, timeZone: 'UTC', environment: 'production', switches: { poll: true, deliver: true }, options: options.parse({ appId, appSecret: 'env:SECRET' }),
});

const secret = { value: ok('first') as ReturnType<AccountParts['host']['secrets']['read']> };
const parts = {
  host: { environment: { namespace: 'ns' }, secrets: { read: () => secret.value }, log: {}, metrics: { getSingleMetric: () => undefined, registerMetric: () => undefined }, clock: { now: () => 0 } },
  keyring: { prepare: async () => failed(failure('unavailable', 'reading salts')), digest: (_tenant: string, _purpose: string, content: string) => `digest of ${content.split('\n')[1]}` },
  producer: {}, limiter: () => ({}), tokenStore: () => ({}), skuMap: () => ({}),
} as unknown as AccountParts;

describe('Lingxing accounts of one process', () => {
  it('may share an appId within a tenant, never between tenants', () => {
    const one = createAccounts([account('acme', 'main'), account('acme', 'second'), account('other', 'main', 'tributaryapp0002')], parts);
    one.close();
    one.close();
    expect(() => createAccounts([account('acme', 'main'), account('other', 'main')], parts)).toThrow('erps, other lingxing main, options.appId: tenant acme uses the same appId, and only one can hold its token. Give each tenant an app of its own in Lingxing.');
  });

  it('names the credential in use by a digest that a new secret changes', () => {
    const { credentialVersion, close } = createAccounts([account('acme', 'main')], parts);
    const of = { tenant: 'acme', target: 'lingxing', account: 'main' };
    expect(credentialVersion(of)).toBe('digest of first');
    secret.value = ok('second');
    expect(credentialVersion(of)).toBe('digest of second');
    secret.value = failed(failure('invalid', 'reading secret'));
    expect([credentialVersion(of), credentialVersion({ ...of, account: 'gone' })]).toEqual(['unreadable', '']);
    close();
  });
});
