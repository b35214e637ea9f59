import { describe, expect, it } from 'vitest';
import type { RawRecord } from '@tributary/contracts';
import { orderScope } from '@tributary/sealing';
import type { Outbound } from '@tributary/stream';
import type { CanonicalDraft, OrderReference } from './canonical-draft.ts';
import { completeDraft } from './complete-draft.ts';
import { placeOf, type VendorAccount } from './draft-place.ts';
import { at, cancellationDraft, erpOrderDraft, inventoryDraft, orderDraft, rawOf, refundDraft, shipmentDraft } from './drafts.suite.ts';
import { memoryKeyring } from './memory.suite.ts';

const keyring = memoryKeyring('t');
const shop: VendorAccount = { tenant: 't', channel: 'acme', account: 'us', timeZone: 'America/New_York' };
const erp: VendorAccount = { tenant: 't', erp: 'anvil', account: 'main', timeZone: 'Asia/Shanghai' };
const erpRaw = rawOf({ channel: 'anvil', account: 'main' });
const known: OrderReference = { channelOrderId: 'PO 1/2' };
const byKey: OrderReference = { orderKey: 't/acme/us/PO%201%2F2' };

async function complete(draft: CanonicalDraft, account: VendorAccount = shop, raw: RawRecord = rawOf(), mapperVersion = 3): Promise<Outbound> {
  const origin = { raw, account, mapperVersion };
  const place = placeOf(draft, origin);
  if (!place.ok) throw new Error(place.failure.action);
  const keys = await keyring.prepare([orderScope('t', place.value.key)]);
  if (!keys.ok) throw new Error('no keys');
  return completeDraft(draft, { place: place.value, origin, keyring }, keys.value);
}
const idOf = async (...made: Parameters<typeof complete>): Promise<string> => (await complete(...made)).value.eventId;

describe('a fact of a channel', () => {
  it.each<[CanonicalDraft]>([[orderDraft('PO 1/2')], [shipmentDraft(known)], [cancellationDraft(known)], [refundDraft(known)]])('$row is filed under its order', async (draft) => {
    expect(await complete(draft)).toMatchObject({
      row: draft.row,
      key: 't/acme/us/PO%201%2F2',
      value: {
        tenant: 't', channel: 'acme', account: 'us', origin: 'acme', orderKey: 't/acme/us/PO%201%2F2', echoOf: null, mapperVersion: 3, occurredAt: at, recordedAt: at,
        timeZone: 'America/New_York', traceId: 'trace-1', rawRef: 'raw-1', revision: { at, seq: 0, digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
      },
    });
  });

  it('shows nothing of the draft that is no part of the record', async () => {
    const { value } = await complete(shipmentDraft(known));
    for (const name of ['row', 'order']) expect(value).not.toHaveProperty(name);
    expect(value).toMatchObject({ shipmentId: 's-1', settled: true, trackingNumber: '1Z' });
  });

  it('about its stock is filed under the place of the stock', async () => {
    expect(await complete(inventoryDraft({ system: 'acme', systemAccount: 'us', role: 'listing' }))).toMatchObject({
      key: 't/acme/us/W%201//MUG%2FRED/sellable',
      value: { channel: 'acme', account: 'us', origin: 'acme' },
    });
  });
});

describe('a fact of an ERP', () => {
  it.each<[CanonicalDraft]>([[shipmentDraft(byKey)], [cancellationDraft(byKey)], [erpOrderDraft(byKey)]])('$row is filed under the order of the channel, and says who said it', async (draft) => {
    expect(await complete(draft, erp, erpRaw)).toMatchObject({
      key: 't/acme/us/PO%201%2F2',
      value: { channel: 'acme', account: 'us', origin: 'anvil:main', orderKey: 't/acme/us/PO%201%2F2', timeZone: 'Asia/Shanghai' },
    });
  });

  it('about its stock is of no channel', async () => {
    const { row, key, value } = await complete(inventoryDraft(), erp, erpRaw);
    expect([row, key]).toEqual(['inventory', 't/anvil/main/W%201//MUG%2FRED/sellable']);
    expect(value).toMatchObject({ channel: '', account: '', origin: 'anvil:main', system: 'anvil', available: '5', scanId: 'scan-1' });
    expect(value).not.toHaveProperty('orderKey');
  });

  it.each([
    ['another tenant', 'other/acme/us/1', 'foreign_order_key'],
    ['nobody', 'US-1-P1-R1', 'not_an_order_key'],
  ])('about an order of %s is refused', (_, orderKey, code) => {
    const place = placeOf(shipmentDraft({ orderKey }), { raw: erpRaw, account: erp, mapperVersion: 1 });
    expect(place).toMatchObject({ ok: false, failure: { kind: 'invalid', cause: { code } } });
  });
});

describe('the event id', () => {
  const rows: [CanonicalDraft][] = [[orderDraft('1')], [shipmentDraft(known)], [cancellationDraft(known)], [refundDraft(known)], [erpOrderDraft(byKey)], [inventoryDraft()]];

  it.each(rows)('of $row stays when the same is read again later', async (draft) => {
    const again = rawOf({ eventId: 'raw-2', recordedAt: at + 86_400_000, traceId: 'trace-2', deliveryId: 'other' });
    expect(await idOf(draft, shop, again)).toBe(await idOf(draft));
  });

  it.each(rows)('of $row changes with its revision, its content and its mapper', async (draft) => {
    const changed = [{ ...draft, revision: { at, seq: 1 } }, { ...draft, revision: { at: at + 1, seq: 0 } }, { ...draft, occurredAt: at + 1 }];
    const ids = [await idOf(draft), ...(await Promise.all(changed.map((other) => idOf(other)))), await idOf(draft, shop, rawOf(), 4)];
    expect(new Set(ids).size).toBe(5);
  });

  it('tells two parcels of one order apart, and one parcel as two sources tell it', async () => {
    const ids = [await idOf(shipmentDraft(byKey)), await idOf(shipmentDraft(byKey, { shipmentId: 's-2' })), await idOf(shipmentDraft(byKey), erp, erpRaw)];
    expect(new Set(ids).size).toBe(3);
  });

  it('tells the stock of two places apart', async () => {
    expect(await idOf(inventoryDraft({ location: 'W/1' }))).not.toBe(await idOf(inventoryDraft({ location: 'W', owner: '1' })));
  });
});
