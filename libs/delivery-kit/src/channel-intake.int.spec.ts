import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Cancellation } from '@tributary/contracts';
import type { Outbound } from '@tributary/stream';
import { cancellationCodec, noticeCodec } from './desired.ts';
import { createScenario, notice, noticeRecord, shop, unwrap, type Scenario } from './scenario.suite.ts';

let scenario: Scenario;
beforeAll(async () => {
  scenario = await createScenario('channel-intake');
});
beforeEach(() => scenario.clear());
afterAll(() => scenario.close());

function cancellation(n: number, more: Partial<Cancellation> = {}): Cancellation {
  const { shipmentId, version, state, lines, trackings, shippedAt, erp, erpAccount, notifyBuyer, ...envelope } = notice(n);
  return {
    ...envelope, cancellationId: `C-${n}`, version: 1, kind: 'request', requestedBy: 'seller', requestedAt: 1_790_000_000_000, lines: [], reason: 'out_of_stock', reasonRaw: null,
    decision: 'approved', decidedBy: 'li', decidedAt: 1_790_000_000_000, channelOutcome: 'requested', restock: true, mode: 'live', ...more,
  };
}
const cancellationRecord = (value: Cancellation): Outbound<'cancellation'> => ({ row: 'cancellation', key: value.orderKey, value });
const kinds = (outcomes: readonly { kind: string }[]) => outcomes.map(({ kind }) => kind);
const rows = async () => (await scenario.rows()).map(({ key, state }) => `${key} ${state}`);
const claimAll = async () => unwrap(await scenario.ledger.claim(shop, { limit: 10, leaseMs: 10_000 })).map(({ row }) => row);

describe('shipment notices', () => {
  it('of the channel and its accounts are confirmed; what could not be carried out is parked', async () => {
    const outcomes = await scenario.acceptAtChannel(
      noticeRecord(notice(1)),
      noticeRecord(notice(2, { channel: 'tiktok-shop' })),
      noticeRecord(notice(3, { account: 'closed' })),
      noticeRecord(notice(4, { state: 'UNKNOWN' })),
      noticeRecord(notice(5, { mode: 'UNKNOWN' })),
      noticeRecord(notice(6, { orderKey: 'other/shopify/us/1' })),
      noticeRecord(notice(7, { shipmentId: '' })),
    );
    expect(kinds(outcomes)).toEqual(['done', 'skip', 'park', 'park', 'park', 'park', 'park']);
    expect(outcomes[2]).toMatchObject({ failure: { cause: { code: 'unknown_account', text: expect.stringContaining('acme/shopify/closed is no account of the configuration: declare it under channels') as string } } });
    expect(await rows()).toEqual(['ship.confirm/acme/shopify/us/7001/WO-1/shopify:us pending']);
    expect(await claimAll()).toMatchObject([{ effect: 'ship.confirm', subjectKind: 'parcel', subjectId: 'WO-1', reference: 'WO-1', orderKeys: [notice(1).orderKey], incarnation: 1 }]);
  });

  it('come out as they went in', async () => {
    await scenario.acceptAtChannel(noticeRecord(notice(1)));
    const [row] = await claimAll();
    expect(noticeCodec.decode(row!.desired)).toEqual({ ok: true, value: notice(1) });
  });

  it('of one order are one lane, in the order in which they came', async () => {
    await scenario.acceptAtChannel(noticeRecord(notice(1, { shipmentId: 'B' })), noticeRecord(notice(1, { shipmentId: 'A' })), cancellationRecord(cancellation(1)));
    expect((await claimAll()).map(({ subjectId }) => subjectId)).toEqual(['B']);
    expect(await rows()).toHaveLength(3);
  });

  it('that are not to leave the house are written down and never sent', async () => {
    await scenario.acceptAtChannel(noticeRecord(notice(1, { mode: 'shadow' })), cancellationRecord(cancellation(1, { mode: 'off' })));
    expect((await scenario.rows()).map(({ state }) => state)).toEqual(['skipped', 'skipped']);
  });

  it('with the same content in a newer version change nothing, with another tracking number they correct', async () => {
    await scenario.acceptAtChannel(noticeRecord(notice(1)));
    await scenario.bring('succeeded', { account: shop, vendorReference: 'gid://1' });
    await scenario.acceptAtChannel(noticeRecord(notice(1, { version: 2, eventId: 'other', traceId: 'other', recordedAt: 1 })));
    expect(await scenario.rows()).toMatchObject([{ state: 'succeeded', desiredVersion: 2 }]);
    await scenario.acceptAtChannel(noticeRecord(notice(1, { version: 3, trackings: [{ number: '1ZOTHER', carrier: 'UPS', service: null, url: null }] })));
    expect(await scenario.rows()).toMatchObject([{ state: 'pending', desiredVersion: 3 }]);
  });
});

describe('cancellations', () => {
  it('that we decided are told to the channel; all others are none of its business', async () => {
    const outcomes = await scenario.acceptAtChannel(
      cancellationRecord(cancellation(1)),
      cancellationRecord(cancellation(2, { origin: 'shopify' })),
      cancellationRecord(cancellation(3, { decision: 'pending' })),
      cancellationRecord(cancellation(4, { decision: 'rejected' })),
      cancellationRecord(cancellation(5, { channelOutcome: 'done' })),
      cancellationRecord(cancellation(6, { channelOutcome: 'not_needed' })),
      cancellationRecord(cancellation(7, { channel: 'amazon' })),
      cancellationRecord(cancellation(8, { account: 'closed' })),
      cancellationRecord(cancellation(9, { cancellationId: '' })),
    );
    expect(kinds(outcomes)).toEqual(['done', 'skip', 'skip', 'skip', 'skip', 'skip', 'skip', 'park', 'park']);
    expect(await rows()).toEqual(['cancel.channel/acme/shopify/us/7001/C-1/shopify:us pending']);
    const [row] = await claimAll();
    expect(row).toMatchObject({ subjectKind: 'cancellation', subjectId: 'C-1', reference: 'C-1' });
    expect(cancellationCodec.decode(row!.desired)).toEqual({ ok: true, value: cancellation(1) });
  });
});
