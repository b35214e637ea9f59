import { describe, expect, it } from 'vitest';
import type { FulfillmentRequest } from '@tributary/contracts';
import { ok } from '@tributary/kernel';
import { effect, failureOf, held, number, permit, sealedOf, setUp, succeeded } from './fixtures/sinks.suite.ts';
import { line, personal, skuMap } from './fixtures/request.ts';
import { paths } from './requests/endpoints.ts';

const moved = { personal: sealedOf({ ...personal, shipTo: { ...personal.shipTo!, line1: '9 Elm Street', line2: null } }) };
/** The same effect again: it succeeded before, and what is wanted has changed to this. */
const change = (more: Partial<FulfillmentRequest> = {}) => effect(more, { held: { reference: '9001', allocation: [] } });

function changing(order: Parameters<typeof held>[0] = {}, more?: object) {
  const world = setUp(more === undefined ? {} : { more });
  world.fake.orders.push(held(order));
  return { ...world, execute: (more: Partial<FulfillmentRequest> = {}) => world.sinks['erp.create'].execute(change(more), permit), verify: (more: Partial<FulfillmentRequest> = {}) => world.sinks['erp.create'].verify(change(more), permit) };
}

describe('changing an order that Lingxing confirmed before', () => {
  it('is done where everything stands as wanted', async () => {
    const { execute, called } = changing();
    expect([await execute(), called()]).toEqual([succeeded('read_back', '9001'), ['list']]);
  });

  it('does not take an edited SKU map for a change of the order', async () => {
    const { sinks, fake } = setUp({ map: ok(skuMap({ 'MUG-RED': { 'LX-OTHER': '1' } })) });
    fake.orders.push(held());
    const allocation = [{ orderKey: 'acme/shopify/us-shop/5001', channelLineId: '9001', qty: '2', erpSku: 'LX-MUG-R', qtyPer: '1', mapVersion: 4 }];
    expect(await sinks['erp.create'].execute(effect({}, { held: { reference: '9001', allocation } }), permit)).toEqual(succeeded('read_back', '9001'));
  });

  it('overwrites another address while the order is in review, empties what is gone, and reads it back', async () => {
    const { execute, called, fake } = changing();
    expect(await execute(moved)).toEqual(succeeded('read_back', '9001'));
    expect(called()).toEqual(['list', 'update', 'list']);
    expect(fake.orders[0]?.address).toMatchObject({ address_line1: '9 Elm Street', address_line2: ' ', postal_code: '97201' });
    expect(fake.orders[0]?.items).toEqual([{ sku: 'LX-MUG-R', quantity: 2, unit_price: '12.50' }]);
  });

  it('adds a remark that is missing to what staff wrote, once', async () => {
    const { execute, called, fake } = changing({ remark: 'gift ' });
    expect(await execute()).toEqual(succeeded('read_back', '9001'));
    expect([fake.orders[0]?.remark, called()]).toEqual(['gift #1001', ['list', 'remark', 'list']]);
    await execute();
    expect(called().slice(3)).toEqual(['list']);
  });

  it('changes address and remark of every part of a split order', async () => {
    const { execute, fake, called } = changing({ items: [{ sku: 'LX-MUG-R', quantity: 1 }], remark: '' });
    fake.orders.push(held({ global: '9002', items: [{ sku: 'LX-MUG-R', quantity: 1 }], remark: '' }));
    expect(await execute(moved)).toEqual(succeeded('read_back', '9001,9002'));
    expect(called()).toEqual(['list', 'update', 'remark', 'update', 'remark', 'list']);
  });

  it('never moves another order that staff merged with it', async () => {
    const { execute, called, fake } = changing({ more: { platform_info: [{ platform_order_no: number }, { platform_order_no: 'SH-6001-P1-R1' }] } });
    expect(failureOf(await execute(moved))).toMatchObject({ kind: 'rejected', code: 'merged_order', text: expect.stringContaining('merged at Lingxing with SH-6001-P1-R1') });
    expect([called(), fake.orders[0]?.address?.['address_line1']]).toEqual([['list'], '12 Sample Road']);
  });

  it('sends the address where Lingxing shows none, because that something changed is known', async () => {
    const { execute, fake, called } = changing();
    fake.state.showsPersonal = false;
    expect(await execute(moved)).toEqual(succeeded('answer', '9001'));
    expect([called(), fake.orders[0]?.address?.['address_line1']]).toEqual([['list', 'update', 'remark', 'list'], '9 Elm Street']);
  });

  it('trusts the answer where the list lags or is away, and does not look where told so', async () => {
    const cut = changing();
    cut.fake.next(paths.orderUpdate, { answer: { code: 10002, data: { error_details: [] } } });
    expect(await cut.execute(moved)).toEqual(succeeded('answer', '9001'));
    const plain = changing({}, { readBack: false });
    expect([await plain.execute(moved), plain.called()]).toEqual([succeeded('answer', '9001'), ['list', 'update']]);
  });

  it('gives Lingxing’s refusal in its words, without what it quotes', async () => {
    const { execute, fake } = changing();
    fake.next(paths.orderUpdate, { answer: { code: 10000, data: { error_details: [{ global_order_no: '9001', message: '地址 9 Elm Street 无效' }] } } });
    expect(failureOf(await execute(moved))).toMatchObject({ kind: 'rejected', code: 'update_refused', text: '地址 … 无效' });
    const remark = changing({ remark: 'gift' });
    remark.fake.next(paths.orderRemark, { answer: { code: 10000, message: '失败', data: [] } });
    expect(failureOf(await remark.execute())).toMatchObject({ kind: 'rejected', code: 'update_refused', text: '失败' });
    const noted = changing({ note: '' });
    noted.fake.next(paths.orderRemark, { answer: { code: 10000, data: { error_details: [{ global_order_no: '9001', message: '备注 Ring twice 过长' }] } } }, { answer: { code: 1, message: '参数 Ring twice 错误' } });
    expect([failureOf(await noted.execute()).text, failureOf(await noted.execute()).text]).toEqual(['备注 … 过长', expect.stringContaining('参数 … 错误')]);
  });

  const otherLines = { lines: [line({ qty: '3' })] };
  const otherPrice = { lines: [line({ unitPrice: '11' })] };
  it.each([
    [4, otherLines, 'needs_recreate'], [4, otherPrice, 'needs_recreate'],
    [5, otherLines, 'needs_recreate'], [5, otherPrice, 'needs_recreate'], [5, moved, 'needs_recreate'],
    [3, moved, 'needs_recreate'], [8, moved, 'needs_recreate'],
    [6, otherLines, 'changed_after_shipping'], [6, otherPrice, 'changed_after_shipping'], [6, moved, 'changed_after_shipping'], [9, moved, 'changed_after_shipping'],
    [7, otherLines, 'order_cancelled'], [7, otherPrice, 'order_cancelled'], [7, moved, 'order_cancelled'],
  ])('in status %i answers %j with %s and writes nothing', async (status, more, code) => {
    const { execute, called } = changing({ status });
    expect(failureOf(await execute(more))).toMatchObject({ kind: 'rejected', code, text: expect.stringContaining(`order ${number} (9001) has `) });
    expect(called()).toEqual(['list']);
  });

  const rewritten = { displayNumber: '#1002', personal: sealedOf({ ...personal, buyerNote: 'Leave it outside', attributes: [{ channelLineId: '9001', name: 'Engraving', value: 'Ada' }] }) };
  it.each([4, 5])('in status %i adds what the buyer wrote meanwhile to the remark, once', async (status) => {
    const { execute, fake, called } = changing({ status });
    expect(await execute(rewritten)).toEqual(succeeded('read_back', '9001'));
    expect([fake.orders[0]?.remark, called()]).toEqual(['#1001#1002; Leave it outside; 2 × MUG-RED, Engraving: Ada', ['list', 'remark', 'list']]);
    await execute(rewritten);
    expect(called().slice(3)).toEqual(['list']);
  });

  it.each([6, 7, 9])('in status %i leaves remark and note as they are', async (status) => {
    const { execute, called } = changing({ status });
    expect([await execute(rewritten), called()]).toEqual([succeeded('read_back', '9001'), ['list']]);
  });

  it('writes a note that Lingxing does not show into the remark, once', async () => {
    const { execute, fake, called } = changing();
    fake.state.showsPersonal = false;
    await execute(moved);
    await execute(moved);
    expect(fake.orders[0]?.remark).toBe('#1001Ring twice');
    expect(called().filter((name) => name === 'remark')).toHaveLength(1);
  });

  it.each([5, 6, 7])('in status %i is done where nothing differs', async (status) => {
    expect(await changing({ status }).execute()).toEqual(succeeded('read_back', '9001'));
  });

  it('takes a split order for as far as its farthest part', async () => {
    const { execute, fake } = changing({ items: [{ sku: 'LX-MUG-R', quantity: 1 }] });
    fake.orders.push(held({ global: '9002', items: [{ sku: 'LX-MUG-R', quantity: 1 }], status: 6 }));
    expect(failureOf(await execute(moved)).code).toBe('changed_after_shipping');
    fake.orders[1]!.status = 5;
    expect(failureOf(await execute(moved)).code).toBe('needs_recreate');
  });

  it('never creates an order anew that was confirmed and is not listed, and leaves a deleted one to a person', async () => {
    const { execute, called, fake } = changing();
    fake.state.hidden.add(number);
    expect(failureOf(await execute(moved))).toMatchObject({ kind: 'unexpected', code: 'held_not_listed' });
    fake.state.hidden.clear();
    fake.orders[0]!.deleted = true;
    expect(failureOf(await execute(moved))).toMatchObject({ kind: 'rejected', code: 'order_deleted' });
    expect(called()).toEqual(['list', 'list']);
  });
});

describe('a change whose answer was lost', () => {
  it('is found by what the list shows, and else made again', async () => {
    const { execute, verify, fake } = changing();
    fake.next(paths.orderUpdate, 'lose');
    expect(failureOf(await execute(moved))).toMatchObject({ kind: 'unavailable', code: 'ECONNRESET' });
    expect(await verify(moved)).toMatchObject({ ok: true, value: { state: 'found', reference: '9001' } });
    fake.next(paths.orderUpdate, 'cut');
    const back = {};
    expect(failureOf(await execute(back))).toMatchObject({ kind: 'unavailable' });
    expect(await verify(back)).toEqual({ ok: true, value: { state: 'absent' } });
    expect(await execute(back)).toEqual(succeeded('read_back', '9001'));
  });

  it('is made again where Lingxing shows no address, and where the order is not listed', async () => {
    const { verify, fake } = changing();
    fake.state.showsPersonal = false;
    expect(await verify(moved)).toEqual({ ok: true, value: { state: 'absent' } });
    fake.state.hidden.add(number);
    expect(await verify(moved)).toEqual({ ok: true, value: { state: 'absent' } });
  });

  it('lost after the address and before the remark goes on with the remark alone', async () => {
    const { execute, fake, called } = changing({ remark: '' });
    fake.next(paths.orderRemark, 'cut');
    expect(failureOf(await execute(moved)).kind).toBe('unavailable');
    expect(await execute(moved)).toEqual(succeeded('read_back', '9001'));
    expect(called()).toEqual(['list', 'update', 'remark', 'list', 'remark', 'list']);
  });
});
