import { expect, it } from 'vitest';
import type { RawRow } from '@tributary/contracts';
import { failed, failure, ok, type Result } from '@tributary/kernel';
import { done, type Inbound } from '@tributary/stream';
import { haltUninstalled } from './uninstalled.ts';

const now = 1_790_000_000_000;

function setUp() {
  const world = { halts: [] as unknown[], answer: ok() as Result<void>, passed: 0 };
  const handler = haltUninstalled(
    (records) => {
      world.passed += records.length;
      return Promise.resolve(records.map(() => done));
    },
    { accounts: [{ tenant: 'acme', account: 'us' }], halt: async (halt) => (world.halts.push(halt), world.answer), credentialVersion: () => 'v1', clock: { now: () => now } },
  );
  const handle = (more: object) => handler([{ row: 'raw.shopify', value: { tenant: 'acme', account: 'us', topic: 'app/uninstalled', recordedAt: now - 1_000, ...more } } as unknown as Inbound<RawRow>], new AbortController().signal);
  return { world, handle };
}

it('halts the account whose app was uninstalled, and passes the record on', async () => {
  const { world, handle } = setUp();
  expect(await handle({})).toEqual([done]);
  expect([world.halts, world.passed]).toMatchObject([[{ tenant: 'acme', account: 'us', code: 'app_uninstalled', credentialVersion: 'v1' }], 1]);
});

it('halts nothing for other topics, unknown accounts and a replay of old news', async () => {
  const { world, handle } = setUp();
  for (const more of [{ topic: 'orders/create' }, { account: 'eu' }, { recordedAt: now - 3_600_001 }]) await handle(more);
  expect([world.halts, world.passed]).toEqual([[], 3]);
});

it('comes back while the halt cannot be written down', async () => {
  const { world, handle } = setUp();
  world.answer = failed(failure('unavailable', 'halting'));
  expect(await handle({})).toMatchObject([{ kind: 'retry' }]);
  expect(world.passed).toBe(0);
});
