import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort, waitFor } from '@tributary/testing';
import { keepTown, keyOf, type KeptTown } from './kept-town.ts';
import type { ErpOrder } from './sandbox.ts';
import { root } from './town.ts';

let town: KeptTown;
const started: ChildProcess[] = [];
const mug = { lines: [{ sku: 'MUG-11', quantity: 1 }] };
const byHand = ['--reason', 'end-to-end', '--by', 'e2e'];

beforeAll(async () => {
  town = await keepTown(6);
  await town.sandbox.autoship(false);
}, 240_000);
afterAll(async () => {
  for (const child of started) child.kill('SIGKILL');
  await town?.close();
});

async function placePushed(order: Record<string, unknown> = mug): Promise<string> {
  const id = await town.sandbox.place(order);
  await town.pushed(id);
  return id;
}

async function erpOrder(id: string): Promise<ErpOrder> {
  const [order, ...others] = await town.sandbox.erpOrders(id);
  expect(others).toEqual([]);
  if (order === undefined) throw new Error(`order ${id} is not at the ERP`);
  return order;
}

/** One more process of the town. */
function start(script: string, env: Record<string, string>, ...args: string[]) {
  const child = spawn(process.execPath, [script, ...args], { cwd: root, env: { ...process.env, ...town.env, ...env }, stdio: ['ignore', 'pipe', 'ignore'] });
  started.push(child);
  return child;
}

/** What was done, in the order of its times. */
function callsOn(orders: readonly Pick<ErpOrder, 'history'>[]): string[] {
  return orders.flatMap(({ history }) => history).sort((a, b) => Date.parse(a.at) - Date.parse(b.at)).map(({ call }) => call);
}

it('rebuild changes no status, no fact and no desired state, and has no effect at ERP or channel', async () => {
  const held = async () => ({
    orders: await town.rowsOf('select order_key, status, state, desired, digest from tracker.orders order by order_key'),
    facts: await town.rowsOf('select order_key, kind, subject, rank, body from tracker.facts order by order_key, kind, subject'),
    effects: await town.sandbox.effects(),
  });
  await waitFor(async () => (await town.rowsOf(`select from tracker.orders where updated_at > now() - interval '5 seconds'`)).length === 0, { timeoutMs: 60_000, description: 'the orders to rest' });
  const before = await held();
  expect(await town.json('rebuild', ...byHand)).toMatchObject({ rebuild: { progress: before.orders.length, changed: 0, unfoldable: 0 } });
  expect(await held()).toEqual(before);
});

const person = { id: '830000000000000015', planted: ['Zebulon', 'Quackenbush', 'Periwinkle', 'Abernathy'] };

it('tap follows a topic and prints what is decoded, of a person only that something is sealed', async () => {
  const tap = start('services/cli/src/main.ts', {}, 'tap', 'order', '--follow');
  const lines: string[] = [];
  createInterface(tap.stdout).on('line', (line) => lines.push(line));
  const ended = once(tap, 'close');
  await waitFor(() => lines.length > 0, { timeoutMs: 30_000, description: 'what the topic holds already' });
  await town.sandbox.place({ ...mug, id: person.id, note: 'leave with Mrs Abernathy', shipping_address: { first_name: 'Zebulon', last_name: 'Quackenbush', name: 'Zebulon Quackenbush', address1: '4711 Periwinkle Court' } });
  const record = await waitFor(() => lines.map((line) => JSON.parse(line) as { key: string }).find(({ key }) => key === keyOf(person.id)), { timeoutMs: 30_000, description: 'the new order' });
  expect(record).toMatchObject({ value: { channelOrderId: person.id, currency: 'USD', erased: false, personal: expect.stringMatching(/^\(sealed, \d+ bytes\)$/) as string } });
  for (const word of person.planted) expect(lines.join('\n')).not.toContain(word);
  tap.kill('SIGINT');
  expect(await ended).toEqual([0, null]);
});

it('erase destroys the key of a person, once', async () => {
  await town.pushed(person.id);
  expect((await erpOrder(person.id)).address['address_line1']).toBe('4711 Periwinkle Court');
  expect(await town.json('erase', keyOf(person.id), ...byHand)).toEqual({ orderKey: keyOf(person.id), erased: true });
  expect((await town.cli('erase', keyOf(person.id), ...byHand)).stdout).toContain('was erased before');
  expect(await town.rowsOf('select salt from shared.salts where scope like $1', `%${keyOf(person.id)}`)).toEqual([{ salt: null }]);
});

describe('an order held by a person', () => {
  const id = '830000000000000023';

  it('is not pushed, also when it comes after the command', async () => {
    await town.json('hold', keyOf(id), ...byHand);
    await town.sandbox.place({ ...mug, id });
    await town.until(id, 'held', ({ state }) => state.facets['hold'] === 'person');
    await placePushed();
    expect(await town.tracked(id)).toMatchObject({ status: 'created', state: { flags: ['on_hold'], facets: { erp: 'none' } } });
    expect(await town.sandbox.erpOrders(id)).toEqual([]);
  });

  it('is pushed once it is released', async () => {
    await town.json('release', keyOf(id), ...byHand);
    await town.pushed(id);
    expect(await town.sandbox.effectsOn('create', await erpOrder(id))).toBe(1);
  });

  it('says that the ERP has it where that was so before', async () => {
    await town.json('hold', keyOf(id), ...byHand);
    const { state } = await town.until(id, 'held', ({ state: { flags } }) => flags.includes('on_hold'));
    expect(state.facets).toMatchObject({ hold: 'person', erp: 'accepted' });
  });
});

it('cancel cancels an order at the ERP and then at its channel, once each', async () => {
  const id = await placePushed();
  await town.json('cancel', keyOf(id), '--why', 'out_of_stock', ...byHand);
  await town.until(id, 'cancelled', ({ status }) => status === 'cancelled');
  const order = await erpOrder(id);
  expect(order.status).toBe(7);
  expect(await town.sandbox.effectsOn('cancel', order)).toBe(1);
  const inShop = await town.sandbox.mutations(id);
  expect(inShop.map(({ name }) => name)).toEqual(['orderCancel']);
  expect(callsOn([order, { history: inShop.map(({ name, at }) => ({ call: name, at })) }])).toEqual(['create', 'cancel', 'orderCancel']);
});

it('reroute cancels the old number at the ERP before it makes the new one in the other store', async () => {
  const id = await placePushed();
  const otherStore = '110424575139430003';
  await town.json('reroute', keyOf(id), '--to', 'lingxing:main', '--store', otherStore, '--platform-code', '10009', ...byHand);
  const lives = await waitFor(async () => {
    const found = await town.sandbox.erpOrders(id);
    return found.length > 1 && found;
  }, { timeoutMs: 60_000, description: 'the second number' });
  expect(lives.map(({ platformOrderNo, status }) => [platformOrderNo, status])).toEqual([[`US-${id}-P1-R1`, 7], [`US-${id}-P1-R2`, 4]]);
  expect(lives[1]?.storeId).toBe(otherStore);
  expect(callsOn(lives)).toEqual(['create', 'cancel', 'create']);
  await town.until(id, 'synced again', ({ status }) => status === 'synced');
});

it('of two parcels the second becomes known first; the channel gets both, each once', async () => {
  const id = await placePushed({ lines: [{ sku: 'MUG-11', quantity: 2 }, { sku: 'SET-TEA', quantity: 1 }] });
  const { globalOrderNo } = await erpOrder(id);
  const numbers = async (): Promise<string[]> => (await town.sandbox.shopOrder(id))?.fulfillments.flatMap(({ tracking_numbers }) => tracking_numbers) ?? [];
  // The first leaves without a number, which its carrier tells only after the second has left.
  const { woNumbers = [] } = await town.sandbox.atWarehouse(globalOrderNo, 'ship', { parcels: [{ items: [{ sku: 'LX-MUG-11', quantity: 2 }], trackingNo: '' }] });
  await town.sandbox.atWarehouse(globalOrderNo, 'ship', { parcels: [{ trackingNo: '1ZSECOND', carrier: 'UPS' }] });
  await town.until(id, 'partially shipped', ({ status }) => status === 'partially_shipped');
  await waitFor(async () => (await numbers()).length > 0, { timeoutMs: 60_000, description: 'the second parcel at the channel' });
  expect(await numbers()).toEqual(['1ZSECOND']);
  await town.sandbox.atWarehouse(globalOrderNo, 'tracking', { woNumber: woNumbers[0], trackingNo: '1ZFIRST', carrier: 'UPS' });
  await town.until(id, 'shipped, and the channel told', ({ status, state }) => status === 'shipped' && state.legs.filter(({ leg, state: is }) => leg === 'ship.confirm' && is === 'succeeded').length === 2);
  expect(await numbers()).toEqual(['1ZSECOND', '1ZFIRST']);
  expect((await town.sandbox.mutations(id)).map(({ name }) => name)).toEqual(['fulfillmentCreate', 'fulfillmentCreate']);
});

describe('a record that cannot be read', () => {
  type Letters = { letters: { class: string; text: string; source: string; redrives: number }[] };
  const list = () => town.json<Letters>('dlt', 'list', 'normalize-shopify');

  it('is listed with its reason and nothing of what it holds', async () => {
    expect((await town.post('{"id": 7, "name": "Planted Rubbish"')).status).toBe(200);
    const { letters } = await waitFor(async () => {
      const found = await list();
      return found.letters.length > 0 && found;
    }, { timeoutMs: 60_000, description: 'the dead letter' });
    expect(letters).toMatchObject([{ class: 'invalid.not_json', redrives: 0, source: expect.stringContaining('.raw.shopify.v1:') as string }]);
    expect(JSON.stringify(letters)).not.toContain('Planted');
  });

  it('is tried once more when it is driven in again, and comes back from where it first stood, and nothing else happens', async () => {
    const [before, effects] = [await list(), await town.sandbox.effects()];
    expect(await town.json('dlt', 'redrive', 'normalize-shopify', ...byHand)).toEqual({ redriven: 1, left: [] });
    const { letters } = await waitFor(async () => {
      const found = await list();
      return found.letters.some(({ redrives }) => redrives === 1) && found;
    }, { timeoutMs: 60_000, description: 'the dead letter to come back' });
    expect(letters).toMatchObject(before.letters.map(({ text, source }) => ({ text, source, redrives: 1 })));
    await placePushed();
    expect(await town.sandbox.effects()).toEqual({ ...effects, 'erp create': (effects['erp create'] ?? 0) + 1 });
  });
});

it('what an instance of the sink had in hand when it was killed goes on at another one within 30 s, and nothing is made twice', async () => {
  const port = await freePort();
  const second = start('services/erp-lingxing/src/deliver.main.ts', { PORT: String(port) });
  second.stdout.resume();
  const consumed = async (): Promise<boolean> => /^tributary_records_consumed_total\{.*\} [1-9]/m.test(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text());
  await waitFor(async () => (await consumed()) || (await town.sandbox.place(mug), false), { timeoutMs: 60_000, intervalMs: 1_000, description: 'the second instance to take its share' });
  await town.sandbox.erpLatency(2_000);
  const before = await Promise.all(Array.from({ length: 6 }, () => town.sandbox.place(mug)));
  await waitFor(async () => (await town.rowsOf(`select from delivery.effects where state = 'in_flight'`)).length > 0, { timeoutMs: 30_000, intervalMs: 20, description: 'creates under way' });
  second.kill('SIGKILL');
  const killedAt = performance.now();
  await town.sandbox.erpLatency(0);
  const after = await Promise.all(Array.from({ length: 8 }, () => town.sandbox.place(mug)));
  await Promise.all(after.map(town.pushed));
  expect(performance.now() - killedAt).toBeLessThan(30_000);
  await Promise.all(before.map(town.pushed));
  for (const id of [...before, ...after]) expect(await town.sandbox.effectsOn('create', await erpOrder(id))).toBe(1);
});

it.each([
  ['orders show', ['orders', 'show', person.id], { order: { orderKey: keyOf(person.id) } }],
  ['deliveries list', ['deliveries', 'list', '--order', keyOf(person.id)], { deliveries: [{ effect: 'erp.create', orderKeys: [keyOf(person.id)] }] }],
  ['doctor', ['doctor'], { checks: expect.not.arrayContaining([expect.objectContaining({ result: 'wrong' })]) as unknown }],
])('%s answers one JSON document', async (_command, args, expected) => {
  expect(await town.json(...args)).toMatchObject(expected);
});

it('nothing opens the person who was erased, when everything is mapped once more', async () => {
  const newest = async (): Promise<Record<string, unknown> | undefined> => {
    const { stdout } = await town.cli('tap', 'order', '--key', keyOf(person.id));
    return stdout.trimEnd().split('\n').map((line) => (JSON.parse(line) as { value: Record<string, unknown> }).value).at(-1);
  };
  // Running processes keep a key for a minute; most of it has passed meanwhile.
  const order = await waitFor(async () => {
    await town.json('re-emit', 'shopify', '--resource', person.id);
    const found = await newest();
    return found?.['erased'] === true && found;
  }, { timeoutMs: 150_000, intervalMs: 3_000, description: 'the key to be forgotten' });
  expect(order).toMatchObject({ personal: null, buyerRef: null, shipTo: { quality: 'absent', fingerprint: null } });
  await waitFor(async () => (await town.rowsOf(`select from tracker.facts where order_key = $1 and kind = 'personal' and (body->>'erased')::boolean`, keyOf(person.id))).length === 1, { timeoutMs: 60_000, description: 'the tracker to hear of it' });
  expect(await town.rowsOf(`select body->'personal' as personal, desired->'requests'->0->'personal' as told from tracker.facts join tracker.orders using (order_key) where order_key = $1 and kind = 'personal'`, keyOf(person.id))).toEqual([{ personal: null, told: null }]);
  await placePushed();
  expect(await town.tracked(person.id)).toMatchObject({ status: 'synced', state: { exceptions: [] } });
  expect(await town.sandbox.effectsOn('create', await erpOrder(person.id))).toBe(1);
});

it('none of this broke a rule of the vendors', async () => {
  expect(await town.sandbox.violations()).toEqual([]);
});
