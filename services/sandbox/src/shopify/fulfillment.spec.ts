import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { at, openStage, type Fields, type Stage } from './spec-sandbox.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

const ORDER = `query($id: ID!) { order(id: $id) { id name updatedAt displayFulfillmentStatus
  lineItems(first: 10) { nodes { id sku quantity currentQuantity unfulfilledQuantity } }
  fulfillmentOrders(first: 10) { nodes { id status supportedActions { action } assignedLocation { name location { id } }
    lineItems(first: 10) { nodes { id remainingQuantity totalQuantity sku lineItem { id } } } } }
  fulfillments(first: 10) { id status trackingInfo { company number url } location { id }
    fulfillmentLineItems(first: 10) { nodes { quantity lineItem { id } } } } } }`;
const CREATE = `mutation($f: FulfillmentInput!) { fulfillmentCreate(fulfillment: $f) { fulfillment { id status trackingInfo { number } } userErrors { field message } } }`;

async function read(id: string): Promise<Fields> {
  const answer = await stage.graphql(ORDER, { id: `gid://shopify/Order/${id}` });
  expect(answer).not.toHaveProperty('errors');
  return at(answer, 'data', 'order') as Fields;
}
const node = (order: Fields, index: number): Fields => at(order, 'fulfillmentOrders', 'nodes', index) as Fields;
const lineOf = (order: Fields, index: number, line: number): Fields => at(node(order, index), 'lineItems', 'nodes', line) as Fields;
const create = async (input: Fields): Promise<Fields> => at(await stage.graphql(CREATE, { f: input }), 'data', 'fulfillmentCreate') as Fields;
const messages = (payload: Fields): unknown[] => (payload['userErrors'] as Fields[]).map(({ message }) => message);

describe('fulfillment orders', () => {
  it('stand for the whole order at the first location, with their own line ids', async () => {
    const order = await read(await stage.place());
    expect(order).toMatchObject({ displayFulfillmentStatus: 'UNFULFILLED', fulfillments: [] });
    expect(at(order, 'fulfillmentOrders', 'nodes')).toHaveLength(1);
    expect(node(order, 0)).toMatchObject({ status: 'OPEN', assignedLocation: { name: 'East', location: { id: 'gid://shopify/Location/71' } } });
    expect(at(node(order, 0), 'supportedActions')).toContainEqual({ action: 'CREATE_FULFILLMENT' });
    const lines = at(order, 'lineItems', 'nodes') as Fields[];
    expect(lineOf(order, 0, 0)).toMatchObject({ remainingQuantity: 3, totalQuantity: 3, sku: 'A', lineItem: { id: lines[0]!['id'] } });
    expect(lineOf(order, 0, 0)['id']).not.toBe(lines[0]!['id']);
    const [routed] = await stage.arrived('fulfillment_orders/order_routing_complete');
    expect(routed!.body).toEqual({ fulfillment_order: { id: node(order, 0)['id'], status: 'open' } });
  });

  it('follow groups: two locations, a line split between them', async () => {
    const order = await read(await stage.place({ groups: [{ location: '71', lines: [{ index: 0, quantity: 1 }] }, { location: 'West', lines: [{ index: 0, quantity: 2 }, 1] }] }));
    expect([0, 1].map((index) => at(node(order, index), 'assignedLocation', 'name'))).toEqual(['East', 'West']);
    expect([lineOf(order, 0, 0), lineOf(order, 1, 0), lineOf(order, 1, 1)].map((line) => line['totalQuantity'])).toEqual([1, 2, 1]);
  });
});

describe('fulfillmentCreate', () => {
  it('ships a part, then the rest; the same call again ships again while enough remains, then is refused', async () => {
    const id = await stage.place();
    const order = await read(id);
    const input = {
      lineItemsByFulfillmentOrder: [{ fulfillmentOrderId: node(order, 0)['id'], fulfillmentOrderLineItems: [{ id: lineOf(order, 0, 0)['id'], quantity: 1 }] }],
      trackingInfo: { company: 'UPS', numbers: ['T-1', 'T-2'] },
    };
    const first = await create(input);
    expect(first).toMatchObject({ fulfillment: { status: 'SUCCESS', trackingInfo: [{ number: 'T-1' }, { number: 'T-2' }] }, userErrors: [] });
    const second = await create(input);
    expect(at(second, 'fulfillment', 'id')).not.toBe(at(first, 'fulfillment', 'id'));
    const partly = await read(id);
    expect(partly).toMatchObject({ displayFulfillmentStatus: 'PARTIALLY_FULFILLED' });
    expect(node(partly, 0)).toMatchObject({ status: 'IN_PROGRESS' });
    expect(lineOf(partly, 0, 0)).toMatchObject({ remainingQuantity: 1, totalQuantity: 3 });
    await create({ lineItemsByFulfillmentOrder: [{ fulfillmentOrderId: node(order, 0)['id'] }] });
    const whole = await read(id);
    expect(whole).toMatchObject({ displayFulfillmentStatus: 'FULFILLED' });
    expect(node(whole, 0)).toMatchObject({ status: 'CLOSED', supportedActions: [] });
    const refused = await create(input);
    expect(refused).toMatchObject({ fulfillment: null });
    expect(messages(refused)).toEqual([expect.stringContaining('unfulfillable status= closed')]);
    expect(at(whole, 'fulfillments')).toHaveLength(3);
    const { byName } = await stage.control('GET', '/shopify/mutations');
    expect(byName).toMatchObject({ fulfillmentCreate: { calls: 4, effective: 3 } });
  });

  it('comes back as webhooks that carry the parcel', async () => {
    const id = await stage.place();
    const order = await read(id);
    const payload = await create({ lineItemsByFulfillmentOrder: [{ fulfillmentOrderId: node(order, 0)['id'] }], trackingInfo: { number: 'T-9', url: 'https://t.example/9' } });
    const [created] = await stage.arrived('fulfillments/create');
    expect(created!.body).toMatchObject({
      admin_graphql_api_id: at(payload, 'fulfillment', 'id'), status: 'success', tracking_numbers: ['T-9'], tracking_url: 'https://t.example/9', line_items: [{ quantity: 3 }, { quantity: 1 }],
    });
    const [whole] = await stage.arrived('orders/fulfilled');
    expect(whole!.body).toMatchObject({ fulfillment_status: 'fulfilled', line_items: [{ fulfillable_quantity: 0 }, { fulfillable_quantity: 0 }], fulfillments: [{ tracking_number: 'T-9' }] });
    const [updated] = await stage.arrived('orders/updated');
    expect(new Set([created!, whole!, updated!].map(({ headers }) => headers['x-shopify-event-id'])).size).toBe(1);
  });

  it('refuses too many units, the ids of order lines, two orders and two locations in one call, and does nothing then', async () => {
    const id = await stage.place({ groups: [{ location: '71', lines: [0] }, { location: '72', lines: [1] }] });
    const other = await read(await stage.place());
    const order = await read(id);
    const line = (fulfillmentOrder: Fields, lineId: unknown, quantity: number): Fields => ({
      fulfillmentOrderId: fulfillmentOrder['id'], fulfillmentOrderLineItems: [{ id: lineId, quantity }],
    });
    const attempts: [Fields[], RegExp][] = [
      [[line(node(order, 0), lineOf(order, 0, 0)['id'], 4)], /quantity requested/],
      [[line(node(order, 0), lineOf(order, 0, 0)['id'], 2), line(node(order, 0), lineOf(order, 0, 0)['id'], 2)], /quantity requested/],
      [[line(node(order, 0), at(lineOf(order, 0, 0), 'lineItem', 'id'), 1)], /line item does not exist/],
      [[{ fulfillmentOrderId: node(order, 0)['id'] }, { fulfillmentOrderId: node(other, 0)['id'] }], /same order/],
      [[{ fulfillmentOrderId: node(order, 0)['id'] }, { fulfillmentOrderId: node(order, 1)['id'] }], /same location/],
      [[{ fulfillmentOrderId: 'gid://shopify/FulfillmentOrder/1' }], /does not exist/],
      [[], /must not be empty/],
    ];
    for (const [parts, reason] of attempts) expect(messages(await create({ lineItemsByFulfillmentOrder: parts }))).toEqual([expect.stringMatching(reason)]);
    expect(await read(id)).toEqual(order);
    expect(await stage.control('GET', '/violations')).toMatchObject({ byRule: { 'shopify wrong-id-type': 1 } });
  });

  it('waits for a hold to be released', async () => {
    const id = await stage.place({ hold: { reason: 'awaiting_payment', notes: 'bank transfer' } });
    const order = await read(id);
    expect(order).toMatchObject({ displayFulfillmentStatus: 'ON_HOLD' });
    expect(at(node(order, 0), 'supportedActions')).not.toContainEqual({ action: 'CREATE_FULFILLMENT' });
    const input = { lineItemsByFulfillmentOrder: [{ fulfillmentOrderId: node(order, 0)['id'] }] };
    expect(messages(await create(input))).toEqual([expect.stringContaining('on_hold')]);
    const [held] = await stage.arrived('fulfillment_orders/placed_on_hold');
    expect(held!.body).toMatchObject({ fulfillment_order: { id: node(order, 0)['id'], status: 'on_hold' } });
    await stage.act(id, 'release');
    await stage.arrived('fulfillment_orders/hold_released');
    expect(messages(await create(input))).toEqual([]);
  });
});

describe('later changes', () => {
  it('a move makes a new fulfillment order and closes or shrinks the old one', async () => {
    const id = await stage.place();
    const before = await read(id);
    await stage.act(id, 'move', { location: 'West', lines: [{ index: 0, quantity: 2 }] });
    const split = await read(id);
    expect(lineOf(split, 0, 0)).toMatchObject({ totalQuantity: 1, remainingQuantity: 1 });
    expect(at(node(split, 1), 'assignedLocation', 'name')).toBe('West');
    const [moved] = await stage.arrived('fulfillment_orders/moved');
    expect(moved!.body).toMatchObject({ original_fulfillment_order: { id: node(before, 0)['id'] }, moved_fulfillment_order: { id: node(split, 1)['id'] }, destination_location_id: 'gid://shopify/Location/72' });
    await stage.act(id, 'move', { location: 'West' });
    expect(node(await read(id), 0)).toMatchObject({ status: 'CLOSED' });
    expect(await stage.act(id, 'move', { location: 'West' })).toMatchObject({ httpStatus: 409 });
  });

  it('a cancelled fulfillment reopens its units under a new fulfillment order', async () => {
    const id = await stage.place();
    const order = await read(id);
    const payload = await create({ lineItemsByFulfillmentOrder: [{ fulfillmentOrderId: node(order, 0)['id'] }] });
    const cancel = 'mutation($id: ID!) { fulfillmentCancel(id: $id) { fulfillment { status } userErrors { message } } }';
    const variables = { id: at(payload, 'fulfillment', 'id') };
    expect(at(await stage.graphql(cancel, variables), 'data', 'fulfillmentCancel')).toEqual({ fulfillment: { status: 'CANCELLED' }, userErrors: [] });
    const reopened = await read(id);
    expect(node(reopened, 0)).toMatchObject({ status: 'CLOSED' });
    expect(node(reopened, 1)).toMatchObject({ status: 'OPEN' });
    expect(reopened).toMatchObject({ displayFulfillmentStatus: 'UNFULFILLED', lineItems: { nodes: [{ unfulfilledQuantity: 3 }, { unfulfilledQuantity: 1 }] } });
    const [update] = await stage.arrived('fulfillments/update');
    expect(update!.body).toMatchObject({ status: 'cancelled' });
    expect(at(await stage.graphql(cancel, variables), 'data', 'fulfillmentCancel', 'userErrors')).toHaveLength(1);
  });

  it('tracking can be replaced, and somebody in the shop may ship as well', async () => {
    const id = await stage.place();
    await stage.act(id, 'fulfill', { lines: [{ sku: 'B', quantity: 1 }], tracking: { company: 'DHL', number: 'D-1' } });
    const order = await read(id);
    expect(order['fulfillments']).toMatchObject([{ trackingInfo: [{ company: 'DHL', number: 'D-1' }], fulfillmentLineItems: { nodes: [{ quantity: 1 }] } }]);
    const update = `mutation($id: ID!, $t: FulfillmentTrackingInput!) { fulfillmentTrackingInfoUpdate(fulfillmentId: $id, trackingInfoInput: $t) { fulfillment { trackingInfo { number } } userErrors { message } } }`;
    const answer = await stage.graphql(update, { id: at(order, 'fulfillments', 0, 'id'), t: { company: 'DHL', numbers: ['D-2', 'D-3'] } });
    expect(at(answer, 'data', 'fulfillmentTrackingInfoUpdate')).toEqual({ fulfillment: { trackingInfo: [{ number: 'D-2' }, { number: 'D-3' }] }, userErrors: [] });
    expect(await stage.control('GET', '/shopify/orders')).toMatchObject({
      orders: [{ id, cancelled_at: null, fulfillments: [{ gid: at(order, 'fulfillments', 0, 'id'), tracking_numbers: ['D-2', 'D-3'], lines: [{ quantity: 1 }] }], fulfillmentOrders: [{ status: 'IN_PROGRESS' }] }],
    });
  });

  it('a scheduled fulfillment order cannot be shipped before it is ready', async () => {
    const id = await stage.place({ fulfill_at: '2027-01-01T00:00:00Z' });
    const order = await read(id);
    expect(order).toMatchObject({ displayFulfillmentStatus: 'SCHEDULED' });
    const input = { lineItemsByFulfillmentOrder: [{ fulfillmentOrderId: node(order, 0)['id'] }] };
    expect(messages(await create(input))).toEqual([expect.stringContaining('scheduled')]);
    await stage.act(id, 'ready');
    await stage.arrived('fulfillment_orders/scheduled_fulfillment_order_ready');
    expect(messages(await create(input))).toEqual([]);
  });
});
