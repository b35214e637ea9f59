import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CanonicalDraft, OrderDraft } from '@tributary/ingest-kit';
import { mapOrder } from './order.ts';
import { orderPayload } from './payload.ts';
import { mapRefund, refundPayload } from './refund-payload.ts';
import { mapSnapshot } from './snapshot-parts.ts';
import { snapshotPayload } from './snapshot.ts';

type Json = Record<string, unknown>;
const payload = (name: string): Json => JSON.parse(readFileSync(join(import.meta.dirname, `../fixtures/${name}.payload.json`), 'utf8')) as Json;
const orderIn = (drafts: readonly CanonicalDraft[]): OrderDraft => drafts.find((draft) => draft.row === 'order')!;
const late = Date.parse('2027-01-01T00:00:00Z');

/** The order of a snapshot in which some fields are others. */
function mapped(change: (order: Json) => Json, name = 'snapshots-edited'): readonly CanonicalDraft[] {
  const { order } = payload(name) as { order: Json };
  return mapSnapshot(snapshotPayload.parse({ order: { ...order, ...change(order) } }), late);
}

describe('one order by webhook and by GraphQL', () => {
  it.each([
    ['orders-create', 'snapshots-create'],
    ['orders-create-tax-included', 'snapshots-tax-included'],
    ['orders-updated-edited', 'snapshots-edited'],
    ['orders-cancelled', 'snapshots-cancelled'],
  ])('%s and %s say the same, but for what only one knows', (webhook, snapshot) => {
    const told = mapOrder(orderPayload.parse(payload(webhook)))[0]!;
    const read = orderIn(mapSnapshot(snapshotPayload.parse(payload(snapshot)), late));
    const onlyRead = { settled: read.settled, paidAt: read.paidAt, groups: read.groups, revision: read.revision, occurredAt: read.occurredAt, notActionable: read.notActionable };
    expect(read).toEqual({ ...told, ...onlyRead });
    expect([read.settled, read.revision.at >= told.revision.at]).toEqual([true, true]);
  });
});

describe('revision', () => {
  it('is that of the part that changed last: a hold does not touch the order', () => {
    const later = '2026-03-09T12:00:00Z';
    const moved = mapped(({ fulfillmentOrders }) => ({ fulfillmentOrders: (fulfillmentOrders as Json[]).map((group) => ({ ...group, updatedAt: later })) }));
    expect(orderIn(moved).revision).toEqual({ at: Date.parse(later), seq: 0 });
  });

  it.each([[0, false], [999, false], [1_000, true]])('read %i ms after it is settled: %s', (afterMs, settled) => {
    const { order } = snapshotPayload.parse(payload('snapshots-edited'));
    const at = orderIn(mapSnapshot({ order }, late)).revision.at;
    expect(orderIn(mapSnapshot({ order }, at + afterMs)).settled).toBe(settled);
    expect(orderIn(mapSnapshot({ order }, null)).settled).toBe(false);
  });
});

describe('groups', () => {
  const withStatuses = (...statuses: string[]) =>
    orderIn(mapped(({ fulfillmentOrders }) => ({ fulfillments: [], fulfillmentOrders: statuses.map((status, index) => ({ ...(fulfillmentOrders as Json[])[1], id: `gid://shopify/FulfillmentOrder/${index}`, status })) })));

  it.each([
    [['ON_HOLD'], ['channel_hold']],
    [['SCHEDULED', 'SCHEDULED'], ['scheduled']],
    [['ON_HOLD', 'SCHEDULED'], ['channel_hold', 'scheduled']],
    [['ON_HOLD', 'OPEN'], []],
    [['CLOSED', 'ON_HOLD'], ['channel_hold']],
    [['CLOSED', 'CANCELLED'], []],
    [['WORD_OF_TOMORROW'], []],
  ])('%j leave the order not actionable for %j', (statuses, notActionable) => {
    expect(withStatuses(...statuses)).toMatchObject({ notActionable, actionable: notActionable.length === 0 });
  });

  it('keep the vendor’s word beside ours', () => {
    expect(withStatuses('INCOMPLETE', 'IN_PROGRESS', 'WORD_OF_TOMORROW').groups).toMatchObject([{ status: 'closed', statusRaw: 'INCOMPLETE' }, { status: 'in_progress' }, { status: 'UNKNOWN', statusRaw: 'WORD_OF_TOMORROW' }]);
  });

  it('that are not there are not told, unless there is nothing to ship', () => {
    const without = (requiresShipping: boolean) => orderIn(mapped(() => ({ fulfillmentOrders: [], requiresShipping }))).groups;
    expect([without(true), without(false)]).toEqual([null, []]);
  });

  it('hold no words of staff, who may name the buyer', () => {
    const held = mapped(({ fulfillmentOrders }) => ({ fulfillmentOrders: (fulfillmentOrders as Json[]).map((group) => ({ ...group, fulfillmentHolds: [{ reason: 'OTHER', displayReason: 'Other', reasonNotes: 'Mara called' }] })) }));
    expect(JSON.stringify(held)).not.toContain('Mara called');
  });
});

describe('what only GraphQL writes', () => {
  it.each([
    ['ON_HOLD', 'on_hold', 'on_hold'], ['SCHEDULED', 'scheduled', 'scheduled'], ['IN_PROGRESS', 'open', 'in_progress'], ['FULFILLMENT_NOT_REQUIRED', 'open', 'unfulfilled'],
    ['PARTIALLY_FULFILLED', 'partially_shipped', 'partial'], ['RESTOCKED', 'cancelled', 'restocked'], ['WORD_OF_TOMORROW', 'UNKNOWN', 'word_of_tomorrow'],
  ])('%s is %s', (displayFulfillmentStatus, channelStatus, channelStatusRaw) => {
    expect(orderIn(mapped(() => ({ displayFulfillmentStatus })))).toMatchObject({ channelStatus, channelStatusRaw });
  });

  it('was paid when the last money came in, not when some was only promised or refused', () => {
    const money = (kind: string, status: string, processedAt: string | null, createdAt = '2026-03-01T00:00:00Z') => ({ kind, status, processedAt, createdAt });
    const transactions = [money('AUTHORIZATION', 'SUCCESS', '2026-03-09T00:00:00Z'), money('SALE', 'SUCCESS', '2026-03-02T00:00:00Z'), money('CAPTURE', 'SUCCESS', null, '2026-03-03T00:00:00Z'), money('SALE', 'FAILURE', '2026-03-08T00:00:00Z')];
    expect(orderIn(mapped(() => ({ transactions, displayFinancialStatus: 'PAID' }))).paidAt).toBe(Date.parse('2026-03-03T00:00:00Z'));
    expect(orderIn(mapped(() => ({ transactions, displayFinancialStatus: 'PARTIALLY_PAID' }))).paidAt).toBeNull();
  });

  it('is a tip where a line of no product costs what the tips of the order come to', () => {
    const tipped = mapped(({ lineItems, totalTipReceivedSet }) => {
      const amount = (of: string) => ({ shopMoney: { amount: of, currencyCode: 'USD' }, presentmentMoney: { amount: of, currencyCode: 'CAD' } });
      const [first] = lineItems as Json[];
      const tip = { ...first, product: null, variant: null, requiresShipping: false, originalUnitPriceSet: amount('5.0') };
      return { lineItems: [tip, { ...tip, originalUnitPriceSet: amount('6.0') }, { ...tip, requiresShipping: true }], totalTipReceivedSet: { ...(totalTipReceivedSet as Json), ...amount('5.00') } };
    });
    expect(orderIn(tipped).lines.map(({ kind }) => kind)).toEqual(['tip', 'product', 'product']);
  });

  it('goes on with a parcel where the carrier lost it, and calls a cancelled one void', () => {
    const statuses = (status: string, displayStatus: string | null) =>
      mapped(({ fulfillments }) => ({ fulfillments: (fulfillments as Json[]).map((parcel) => ({ ...parcel, status, displayStatus })) })).flatMap((draft) => (draft.row === 'shipment' ? [draft.status, draft.statusRaw] : []));
    expect([statuses('SUCCESS', 'DELIVERED'), statuses('SUCCESS', 'NOT_DELIVERED'), statuses('SUCCESS', 'LABEL_PRINTED'), statuses('CANCELLED', 'CANCELED')]).toEqual([
      ['delivered', 'success delivered'], ['exception', 'success not_delivered'], ['shipped', 'success label_printed'], ['voided', 'cancelled'],
    ]);
  });
});

describe('refund by webhook', () => {
  const refunded = (change: Json) => mapRefund(refundPayload.parse({ ...payload('refunds-create'), ...change }));
  it('says nothing where only the order knows the shop’s currency or the rate', () => {
    expect(refunded({ refund_line_items: [], refund_shipping_lines: [], order_adjustments: [] })).toEqual([]);
    expect(refunded({ transactions: [{ kind: 'refund', status: 'success', amount: '50.00', currency: 'CAD' }] })).toEqual([]);
  });
  it('takes shipping that went back as an adjustment for shipping', () => {
    const money = (amount: string) => ({ shop_money: { amount, currency_code: 'USD' } });
    expect(refunded({ refund_shipping_lines: [], order_adjustments: [{ kind: 'shipping_refund', amount_set: money('-4.50') }] })).toMatchObject([{ shippingAmount: '4.5', adjustment: '0' }]);
  });
  it.each([['pending', 'pending'], ['failure', 'failed'], ['success', 'done']])('whose money is %s is %s', (status, expected) => {
    expect(refunded({ transactions: [{ kind: 'refund', status, amount: '1.00', currency: 'USD' }] })).toMatchObject([{ status: expected }]);
  });
});
