import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { at, openStage, type Fields, type Stage } from '../shopify/spec-sandbox.ts';

let stage: Stage;
let fulfillmentOrderId: unknown;
beforeEach(async () => {
  stage = await openStage();
  await stage.place();
  fulfillmentOrderId = at(await stage.control('GET', '/shopify/orders'), 'orders', 0, 'fulfillmentOrders', 0, 'gid');
});
afterEach(() => stage.close());

const ship = (): Promise<Fields> =>
  stage.graphql('mutation($f: FulfillmentInput!) { fulfillmentCreate(fulfillment: $f) { fulfillment { id } userErrors { message } } }', { f: { lineItemsByFulfillmentOrder: [{ fulfillmentOrderId }] } });
const read = (): Promise<Fields> => stage.graphql('{ shop { name } }');
const plan = (fault: string, more: Fields = {}): Promise<Fields> => stage.control('POST', '/faults/next', { vendor: 'shopify', fault, ...more });
const shipments = async (): Promise<number> => (at(await stage.control('GET', '/shopify/orders'), 'orders', 0, 'fulfillments') as unknown[]).length;

describe('planned faults', () => {
  it('hit the next request that fits, as often as told, and no other', async () => {
    expect(await plan('lose_answer', { operation: 'fulfillmentCreate' })).toMatchObject({ httpStatus: 201, planned: [{ times: 1 }] });
    expect(await read()).toMatchObject({ httpStatus: 200 });
    await expect(ship()).rejects.toThrow('fetch failed');
    expect(await shipments()).toBe(1);
    expect(await stage.control('GET', '/faults/next')).toMatchObject({ planned: [] });
    await plan('throttle', { path: '/graphql.json', times: 2 });
    const answers = [await read(), await read(), await read()];
    expect(answers.map((answer) => 'data' in answer)).toEqual([false, false, true]);
    await plan('server_error', { operation: 'shop' });
    await stage.control('DELETE', '/faults/next');
    expect(await read()).toMatchObject({ httpStatus: 200 });
  });

  it('are taken in the order they were planned', async () => {
    await plan('server_error');
    await plan('malformed_answer');
    const broken = await read();
    expect(broken).not.toHaveProperty('data');
    expect(broken['httpStatus'] !== 200 || at(broken, 'errors', 0, 'extensions', 'code') === 'INTERNAL_SERVER_ERROR').toBe(true);
    await expect(read()).rejects.toThrow('JSON');
  });

  it.each([['timeout_before', 0], ['timeout_after', 1]])('%s answers nothing', async (fault, done) => {
    await stage.control('PUT', '/faults', { shopify: { timeoutMs: 40 } });
    await plan(fault, { operation: 'fulfillmentCreate' });
    await expect(ship()).rejects.toThrow('fetch failed');
    expect(await shipments()).toBe(done);
    const { requests } = await stage.control('GET', '/requests');
    expect((requests as Fields[]).at(-1)).toMatchObject({ operations: ['fulfillmentCreate'], fault, isAnswerLost: true });
  });

  it('end a hanging request when the caller gives up', async () => {
    await plan('timeout_before');
    const gaveUp = fetch(`${stage.base}/shops/x/admin/`, { method: 'POST', signal: AbortSignal.timeout(40) });
    await expect(gaveUp).rejects.toThrow('aborted');
    expect(await read()).toMatchObject({ httpStatus: 200 });
  });

  it('do the effect before the answer’s body is cut', async () => {
    await plan('malformed_answer');
    await expect(ship()).rejects.toThrow('JSON');
    expect(await shipments()).toBe(1);
  });

  it('are refused when they say nothing that can be done', async () => {
    const refused = await stage.control('POST', '/faults/next', { vendor: 'ebay', fault: 'explode', times: 0, path: 7, when: 'now' });
    expect(refused).toMatchObject({ httpStatus: 400 });
    for (const part of ['vendor:', 'fault:', 'times:', 'path:', 'when: unknown']) expect(refused['error']).toContain(part);
  });
});

it('the rates of the knobs do the same', async () => {
  await stage.control('PUT', '/faults', { shopify: { timeoutAfterRate: 1, timeoutMs: 30 } });
  await expect(ship()).rejects.toThrow('fetch failed');
  await stage.control('PUT', '/faults', { shopify: { malformedAnswerRate: 1 } });
  await expect(read()).rejects.toThrow('JSON');
  await stage.control('PUT', '/faults', { shopify: {} });
  expect(await shipments()).toBe(1);
});
