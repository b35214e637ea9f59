import { afterAll, beforeAll, expect, it } from 'vitest';
import { account, effectOf, intent, keyOf, openLedger } from '../operations/operations.suite.ts';

let opened: Awaited<ReturnType<typeof openLedger>>;
beforeAll(async () => {
  opened = await openLedger('references');
});
afterAll(() => opened.close());

it('tells which orders of ours a vendor’s numbers are, in its account and in no other', async () => {
  const { ledger } = opened;
  await opened.settled('1', 'succeeded', { vendorReference: 'LX-1' });
  await ledger.accept([
    intent('1', { idempotencyKey: `undo ${effectOf('1')}`, effect: 'erp.cancel', undoes: effectOf('1') }),
    intent('2'),
    intent('3', { reference: 'MERGED', orderKeys: [keyOf('3'), keyOf('4')] }),
    intent('5', { account: 'other', reference: 'US-5' }),
  ]);
  expect(await ledger.findOrdersByReference(account, ['US-1', 'US-2', 'MERGED', 'US-5', 'US-6'])).toEqual({
    ok: true,
    value: new Map([['US-1', [keyOf('1')]], ['US-2', [keyOf('2')]], ['MERGED', [keyOf('3'), keyOf('4')]]]),
  });
  expect(await ledger.findOrdersByVendorReference(account, ['LX-1', 'LX-2'])).toEqual({ ok: true, value: new Map([['LX-1', [keyOf('1')]]]) });
  expect(await ledger.findOrdersByVendorReference({ ...account, account: 'other' }, ['LX-1'])).toEqual({ ok: true, value: new Map() });
  expect(await ledger.findOrdersByReference(account, [])).toEqual({ ok: true, value: new Map() });
});
