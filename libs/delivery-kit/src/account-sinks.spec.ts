import { expect, it } from 'vitest';
import { ok } from '@tributary/kernel';
import { joinAccountSinks } from './account-sinks.ts';
import type { Effect, Permit, Sink } from './sink.ts';

const permit: Permit = { deadline: 0, signal: new AbortController().signal, check: () => ok() };
const effect = (account: string): Effect<string> => ({ idempotencyKey: 'k', effect: 'erp.create', tenant: 'acme', target: 'lingxing', targetAccount: account, subject: { kind: 'order_part', id: '1' }, orderKeys: [], reference: 'US-1', attempt: 1, traceId: 't', held: null, desired: '' });
const named = (name: string): Sink<string> => ({
  execute: async () => ok({ state: 'succeeded', reference: name, confirmedBy: 'answer', allocation: [] }),
  verify: async () => ok({ state: 'found', reference: name, allocation: [] }),
  check: async (_effect, handle) => ok({ state: 'submitted', handle: `${name} ${handle}`, checkAt: 1 }),
});

it('gives an effect to the sink of its account and to no other', async () => {
  const sink = joinAccountSinks([{ tenant: 'acme', account: 'main', sink: named('M') }, { tenant: 'acme', account: 'birch', sink: named('B') }]);
  expect(await sink.execute(effect('birch'), permit)).toMatchObject({ value: { reference: 'B' } });
  expect(await sink.verify(effect('main'), permit)).toMatchObject({ value: { reference: 'M' } });
  expect(await sink.check(effect('main'), 'h', permit)).toMatchObject({ value: { handle: 'M h' } });
  expect(await sink.execute(effect('elm'), permit)).toMatchObject({ ok: false, failure: { kind: 'invalid', cause: { code: 'unknown_account' } } });
});
