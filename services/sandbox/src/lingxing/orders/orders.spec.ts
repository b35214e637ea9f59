import { beforeEach, describe, expect, it } from 'vitest';
import { createCaller, SHOPIFY_STORE, STORE, type Answer, type Caller } from '../spec-caller.ts';

const CREATE = '/pb/mp/order/v2/create';
const LIST = '/pb/mp/order/v2/list';

type Fields = Record<string, unknown>;

interface Details {
  success_details: { global_order_no: string }[];
  error_details: { error_message: string }[];
}

// Keys are sorted, as a caller's canonical body is.
const order = (platformOrderNo: string, more: Fields = {}): Fields => sorted({
  address_line1: 'Blumenstraße 7', amount_currency: 'EUR', city: 'München', customer_shipping_amount: '4.95', global_purchase_time: 1_795_000_000,
  items: [{ msku: 'MUG-1', quantity: 2, unit_price: '12.5' }], platform_order_no: platformOrderNo, postal_code: '80331', receiver_country_code: 'DE',
  receiver_mobile: '+4989550001', receiver_name: '张三', ...more,
});
const sorted = (fields: Fields): Fields => Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)));
const create = (caller: Caller, ...orders: Fields[]): Promise<Answer> => caller.call(CREATE, { orders, platform_code: 10009, store_id: STORE });
const details = ({ json }: Answer): Details => json['data'] as Details;
const rows = ({ json }: Answer): Fields[] => (json['data'] as { list: Fields[] }).list;
const byNumber = (caller: Caller, ...numbers: string[]): Promise<Answer> =>
  caller.call(LIST, { include_delete: true, length: 20, offset: 0, platform_order_nos: numbers });

let caller: Caller;
beforeEach(async () => {
  caller = createCaller();
  await caller.fetchToken();
});

describe('creating orders', () => {
  it('succeeds per order and answers an 18-digit number as text', async () => {
    const answer = await create(caller, order('A-1'), order('A-2'));
    expect(answer.json).toMatchObject({ code: 0, message: '操作成功', data: { error_details: [] } });
    const numbers = details(answer).success_details.map(({ global_order_no: number }) => number);
    expect(numbers).toEqual([expect.stringMatching(/^\d{18}$/), expect.stringMatching(/^\d{18}$/)]);
    expect(caller.rules()).toEqual([]);
  });

  it('refuses a number the store has, in Chinese and without touching the others', async () => {
    await create(caller, order('A-1'));
    const answer = await create(caller, order('A-1'), order('A-2'));
    expect(answer.code).toBe('0');
    expect(details(answer)).toMatchObject({ success_details: [{ platform_order_no: 'A-2' }], error_details: [{ platform_order_no: 'A-1' }] });
    expect(details(answer).error_details[0]?.error_message).toContain('已存在');
    expect(rows(await byNumber(caller, 'A-1', 'A-2'))).toHaveLength(2);
    expect(caller.rules()).toEqual([]);
  });

  it.each([
    ['required-missing', { receiver_name: ' ' }],
    ['required-missing', { items: [] }],
    ['required-missing', { items: [{ quantity: 1, unit_price: '1' }] }],
    ['out-of-range', { receiver_country_code: 'Deutschland' }],
    ['out-of-range', { items: [{ msku: 'A', quantity: 0, unit_price: '1' }] }],
    ['out-of-range', { items: [{ msku: 'A', quantity: 1, unit_price: '0.00' }] }],
    ['not-allowed', { wid: '50' }],
    ['required-missing', { shipping_info: { file_name: 'label.pdf' } }],
  ])('answers per order and records %s', async (rule, more) => {
    const answer = await create(caller, order('A-1', more), order('A-2'));
    expect(answer.code).toBe('0');
    expect(details(answer).error_details).toHaveLength(1);
    expect(details(answer).success_details).toHaveLength(1);
    expect(caller.rules()).toEqual([rule]);
  });

  it.each([
    ['wrong-type', { items: [{ msku: 'A', quantity: '1', unit_price: '1' }] }],
    ['wrong-type', { items: [{ msku: 'A', quantity: 1, unit_price: '1,00' }] }],
    ['wrong-type', { global_purchase_time: 1_795_000_000_000 }],
    ['wrong-type', { address_type: 3 }],
  ])('refuses the whole call with 102 for %s', async (rule, more) => {
    const answer = await create(caller, order('A-1', more), order('A-2'));
    expect(answer.code).toBe('102');
    expect(caller.rules()).toEqual([rule]);
    expect(rows(await byNumber(caller, 'A-2'))).toEqual([]);
  });

  it('reads over unknown fields and nulls but records them, without their values', async () => {
    expect((await create(caller, order('A-1', { buyer_note: null, receiver_phone: '+4989550001' }))).code).toBe('0');
    expect(caller.rules().sort()).toEqual(['null-sent', 'unknown-field']);
    expect(JSON.stringify(caller.engine.recorder.violations())).not.toContain('4989550001');
  });

  it('survives nulls where objects are expected', async () => {
    expect((await create(caller, order('A-1', { shipping_info: null, items: null }))).code).toBe('0');
    expect((await caller.call(CREATE, { orders: [null], platform_code: '10009', store_id: STORE })).code).toBe('102');
  });

  it('refuses unknown or mismatched targets and batches beyond fifty', async () => {
    const calls = [
      { orders: [order('A')], platform_code: 10009, store_id: '110999999999999999' },
      { orders: [order('A')], platform_code: 10002, store_id: STORE },
      { orders: [order('A')], platform_code: 99999, store_id: STORE },
      { orders: [], platform_code: 10009, store_id: STORE },
      { orders: Array.from({ length: 51 }, (_, index) => order(`A-${index}`)), platform_code: 10009, store_id: STORE },
    ];
    for (const body of calls) expect((await caller.call(CREATE, body)).code).toBe('102');
    expect(caller.rules()).toEqual(['unknown-reference', 'unknown-reference', 'unknown-reference', 'required-missing', 'out-of-range']);
  });

  it('drops what needs the personal-data grant', async () => {
    const ungranted = createCaller({}, false);
    await ungranted.fetchToken();
    await create(ungranted, order('A-1'));
    const [row] = rows(await byNumber(ungranted, 'A-1'));
    expect(row).not.toHaveProperty('address_info');
    expect(JSON.stringify(row)).not.toContain('80331');
    await create(caller, order('A-1'));
    const address = { postal_code: '80331', receiver_mobile: '+4989550001', receiver_name: '张三' };
    expect(rows(await byNumber(caller, 'A-1'))[0]).toMatchObject({ address_info: address });
  });
});

describe('listing orders', () => {
  it('shows an order as the vendor does: ids and total as text, amounts per line', async () => {
    await create(caller, order('A-1', { logistics_type_id: '825', wid: '50' }));
    const answer = await byNumber(caller, 'A-1');
    expect(answer.json).toMatchObject({ data: { total: '1' } });
    expect(rows(answer)[0]).toMatchObject({
      store_id: STORE, status: 4, order_from_name: '手工订单', amount_currency: 'EUR', update_time: String(caller.clock.now / 1000), order_tag: [],
      global_order_no: expect.stringMatching(/^\d{18}$/) as string,
      item_info: [{ msku: 'MUG-1', quantity: 2, unit_price_amount: '12.50', item_price_amount: '25.00', platform_order_no: 'A-1' }],
      platform_info: [{ platform_order_no: 'A-1', platform_code: '10009' }],
      transaction_info: [{ order_total_amount: '€29.95' }],
    });
  });

  it('does not show an order before the listing delay is over', async () => {
    const slow = createCaller({ listingDelayMs: 300 });
    await slow.fetchToken();
    await create(slow, order('A-1'));
    slow.clock.now += 299;
    expect(rows(await byNumber(slow, 'A-1'))).toEqual([]);
    slow.clock.now += 1;
    expect(rows(await byNumber(slow, 'A-1'))).toHaveLength(1);
  });

  it('treats both bounds of a window as open', async () => {
    await create(caller, order('A-1'));
    const at = caller.clock.now / 1000;
    const window = async (start: number, end: number): Promise<number> =>
      rows(await caller.call(LIST, { date_type: 'update_time', end_time: end, length: 20, offset: 0, start_time: start, store_id: [STORE] })).length;
    expect(await window(at, at + 10)).toBe(0);
    expect(await window(at - 10, at)).toBe(0);
    expect(await window(at - 1, at + 1)).toBe(1);
  });

  it('pages by offset over a stable order', async () => {
    await create(caller, ...Array.from({ length: 25 }, (_, index) => order(`A-${index}`)));
    const page = async (offset: number): Promise<Answer> =>
      caller.call(LIST, { length: 20, offset, platform_code: ['10009'], platform_order_nos: Array.from({ length: 25 }, (_, index) => `A-${index}`) });
    expect(rows(await page(0))).toHaveLength(20);
    expect(rows(await page(20))).toHaveLength(5);
    expect((await page(20)).json).toMatchObject({ data: { total: '25' } });
  });

  it.each([
    ['out-of-range', { length: 19 }],
    ['out-of-range', { length: 501 }],
    ['out-of-range', { platform_order_nos: Array.from({ length: 201 }, (_, index) => `A-${index}`) }],
    ['not-allowed', { platform_code: [10002] }],
    ['not-allowed', { store_id: [SHOPIFY_STORE] }],
    ['required-missing', { platform_order_nos: undefined }],
    ['required-missing', { start_time: 1_795_000_000 }],
    ['out-of-range', { date_type: 'update_time', start_time: 1_790_000_000, end_time: 1_795_000_000 }],
    ['not-allowed', { date_type: 'delivery_time', start_time: 1_795_000_000, end_time: 1_795_000_100 }],
    ['wrong-type', { date_type: 'created' }],
    ['wrong-type', { include_delete: 1 }],
    ['wrong-type', { store_id: STORE }],
  ])('refuses with 102 and records %s for %o', async (rule, more) => {
    const body = JSON.parse(JSON.stringify({ length: 20, offset: 0, platform_order_nos: ['A-1'], ...more })) as Record<string, unknown>;
    expect((await caller.call(LIST, body)).code).toBe('102');
    expect(caller.rules()).toEqual([rule]);
  });

  it('finds orders of a Shopify shop by name only', async () => {
    await caller.call(CREATE, { orders: [order('S-1')], platform_code: 10002, store_id: SHOPIFY_STORE });
    expect(rows(await byNumber(caller, 'S-1'))).toEqual([]);
    const found = await caller.call(LIST, { length: 20, offset: 0, platform_code: ['10002'], platform_order_names: ['S-1'] });
    expect(rows(found)).toHaveLength(1);
    expect(caller.rules()).toEqual([]);
  });
});

describe('listing shops', () => {
  it('filters by platform and refuses a page above 200', async () => {
    const path = '/pb/mp/shop/v2/getSellerList';
    const answer = await caller.call(path, { length: 200, offset: 0, platform_code: [10009], status: 1 });
    expect(answer.json).toMatchObject({ code: 0, data: { total: '1', list: [{ store_id: STORE, platform_code: '10009', platform_name: '自定义平台' }] } });
    expect((await caller.call(path, { length: 201, offset: 0 })).code).toBe('102');
    expect(caller.rules()).toEqual(['out-of-range']);
  });
});

it('keeps the orders of one app from another', async () => {
  const [other, stores] = ['other-16-bytes..', [{ storeId: '110200000000000009', platformCode: '10009', name: 'theirs', currency: 'USD' }]];
  const shared = createCaller({}, true, {}, [{ appId: other, appSecret: 'theirs', stores }]);
  await shared.fetchToken({ appId: other, appSecret: 'theirs' });
  const created = await shared.call(CREATE, { orders: [order('A-1')], platform_code: 10009, store_id: '110200000000000009' }, { appId: other });
  const number = details(created).success_details[0]?.global_order_no;
  await shared.fetchToken();
  expect(rows(await byNumber(shared, 'A-1'))).toEqual([]);
  const cancelled = await shared.call('/pb/mp/order/v2/cancelOrder', { order_list: [number] });
  expect(cancelled.json).toMatchObject({ data: { failure_info: [{ global_order_no: number, message: '订单不存在！' }] } });
});
