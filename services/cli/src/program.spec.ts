import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { failed, failure, ok } from '@tributary/kernel';
import type { Delivery, DoctorPorts, OrderView, StatusReport } from '@tributary/operations';
import type { Operations } from './operations.ts';
import { createProgram } from './program.ts';

const facets = { payment: 'paid', hold: 'none', erp: 'none', fulfillment: 'none', afterSale: 'none' };
const state: OrderView['state'] = { status: 'created', since: 0, mode: 'live', flags: [], exceptions: [], legs: [], lines: [], facets, deadline: null, erpOrders: [], shipments: [] };
const order = (orderKey: string): OrderView => ({ orderKey, version: 1, traceId: 't', waitsForMaps: false, state, desired: [], deliveries: [], history: [] });
const delivery: Pick<Delivery, 'state'> = { state: 'pending' };

let out = '';
let codes: (number | undefined)[] = [];
beforeEach(() => {
  [out, codes] = ['', []];
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      out += String(text);
      return true;
    });
  }
  vi.spyOn(process, 'exit').mockImplementation((code) => {
    codes.push(Number(code));
    throw new Error('the process ended');
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

/** Runs a command over these ports; answers its first exit code. */
async function run(operations: Partial<Operations>, ...words: string[]): Promise<number> {
  const program = createProgram(operations as Operations, {} as DoctorPorts, 'config');
  await program.parseAsync(['node', 'tributary', ...words]).catch(() => undefined);
  return codes[0] ?? Number(process.exitCode ?? 0);
}

describe('orders show', () => {
  const finding = (...keys: string[]) => ({ findOrders: () => Promise.resolve(ok(keys.map(order))) });

  it('prints the one order, for people and for programs', async () => {
    expect(await run(finding('a/b/c/1'), 'orders', 'show', '1')).toBe(0);
    expect(out).toMatch(/^a\/b\/c\/1: created since /);
    out = '';
    await run(finding('a/b/c/1'), 'orders', 'show', '1', '--json');
    expect(JSON.parse(out)).toEqual({ order: order('a/b/c/1') });
  });

  it('lists the keys where several match', async () => {
    expect(await run(finding('a/b/c/1', 'a/b/d/1'), 'orders', 'show', '1')).toBe(0);
    expect(out).toBe('2 orders have the id 1; show one by its key:\n  a/b/c/1\n  a/b/d/1\n');
  });

  it('ends with 1 and clear words where none does', async () => {
    expect(await run(finding(), 'orders', 'show', '1')).toBe(1);
    expect(out).toContain('no order has the key or the channel’s id 1');
  });
});

describe('orders list', () => {
  it('passes only the filters that are given', async () => {
    const listOrders = vi.fn(() => Promise.resolve(ok([])));
    await run({ listOrders }, 'orders', 'list', '--flag', 'exception', '--exception', 'unmapped_store', '--account', 'us');
    expect(listOrders).toHaveBeenCalledWith({ flag: 'exception', exception: 'unmapped_store', account: 'us', limit: 50 });
    expect(out).toBe('No order matches.\n');
  });

  it.each([['--status', 'open'], ['--flag', 'stuck'], ['--limit', '0']])('refuses %s %s', async (...words) => {
    const listOrders = vi.fn();
    expect(await run({ listOrders }, 'orders', 'list', ...words)).toBe(2);
    expect(listOrders).not.toHaveBeenCalled();
  });
});

describe('status', () => {
  const report: StatusReport = { at: 0, halts: [], feeds: [], fetches: [], failedFetches: [], orders: { open: [], inException: 1, exceptions: [{ code: 'c', count: 1, since: 0 }], refused: { count: 0, orders: [] } }, effects: [] };

  it('is a report: what it finds is no error', async () => {
    const readStatus = () => Promise.resolve(ok(report));
    expect(await run({ readStatus }, 'status')).toBe(0);
    expect(out).toMatch(/^1970-01-01T00:00:00Z: look at orders\.\n/);
    out = '';
    expect(await run({ readStatus }, 'status', '--json')).toBe(0);
    expect(JSON.parse(out)).toEqual({ lookAt: ['orders'], status: report });
  });

  it('ends with 1 where it could not look', async () => {
    const away = failed(failure('unavailable', 'reading', { cause: { code: '57P01', text: 'the database does not answer' } }));
    expect(await run({ readStatus: () => Promise.resolve(away) }, 'status')).toBe(1);
    expect(out).toContain('the database does not answer');
  });
});

describe('deliveries', () => {
  it('gives who and why along, and says what became of it', async () => {
    const retryDelivery = vi.fn(() => Promise.resolve(ok(delivery as Delivery)));
    expect(await run({ retryDelivery }, 'deliveries', 'retry', 'k', '--reason', ' opened again ', '--by', 'li')).toBe(0);
    expect(retryDelivery).toHaveBeenCalledWith({ key: 'k', reason: 'opened again', by: 'li' });
    expect(out).toBe('k is pending now.\n');
  });

  it.each([[[]], [['--reason', '  ']]])('does nothing without a reason: %j', async (reason) => {
    const skipDelivery = vi.fn();
    expect(await run({ skipDelivery }, 'deliveries', 'skip', 'k', ...reason)).toBe(2);
    expect(skipDelivery).not.toHaveBeenCalled();
  });

  it('ends with 1 where it is refused', async () => {
    const refused = failed(failure('rejected', 'skipping delivery', { cause: { code: 'succeeded', text: 'it is there' } }));
    expect(await run({ skipDelivery: () => Promise.resolve(refused) }, 'deliveries', 'skip', 'k', '--reason', 'r')).toBe(1);
    expect(out).toContain('skipping delivery: [succeeded] it is there');
  });

  it('passes only the filters that are given', async () => {
    const listDeliveries = vi.fn(() => Promise.resolve(ok([])));
    await run({ listDeliveries }, 'deliveries', 'list', '--state', 'dead', '--order', 'a/b/c/1');
    expect(listDeliveries).toHaveBeenCalledWith({ state: 'dead', orderKey: 'a/b/c/1', limit: 50 });
    expect(out).toBe('No delivery matches.\n');
  });
});

it('maps export prints what an import takes', async () => {
  const row = { tenant: 'acme', channel: 'shopify', account: 'us', channel_sku: 'A, big', erp: 'lingxing', erp_account: 'main', erp_sku: 'E', quantity_per: '2' };
  await run({ exportMap: () => Promise.resolve(ok([row])) }, 'maps', 'export', 'sku');
  expect(out).toBe('tenant,channel,account,channel_sku,erp,erp_account,erp_sku,quantity_per\nacme,shopify,us,"A, big",lingxing,main,E,2\n');
});

describe('what a person decides about an order', () => {
  const sending = () => vi.fn((given: object) => Promise.resolve(ok({ ...given, eventId: 'command/1' } as never)));

  it('is given to the tracker with who and why', async () => {
    const command = sending();
    expect(await run({ command }, 'reroute', 'a/b/c/1', '--to', 'lingxing:west', '--store', '7', '--reason', 'east is full', '--by', 'li')).toBe(0);
    expect(command).toHaveBeenCalledWith({ command: 'reroute', orderKey: 'a/b/c/1', arguments: { erp: 'lingxing', erpAccount: 'west', store: '7' }, by: 'li', reason: 'east is full' });
    await run({ command }, 'cancel', 'a/b/c/1', '--why', 'out_of_stock', '--no-restock', '--reason', 'sold out', '--by', 'li');
    expect(command).toHaveBeenLastCalledWith({ command: 'cancel', orderKey: 'a/b/c/1', arguments: { reason: 'out_of_stock', restock: 'false' }, by: 'li', reason: 'sold out' });
    expect(out).toContain('is given to the tracker');
  });

  it.each([['hold'], ['release'], ['cancel'], ['erase'], ['rebuild'], ['re-push']])('%s does nothing without a reason', async (verb) => {
    const nothing = vi.fn();
    expect(await run({ command: nothing, erase: nothing, requestRebuild: nothing, rePushDelivery: nothing }, verb, ...(verb === 'rebuild' ? [] : ['a/b/c/1']))).toBe(2);
    expect(nothing).not.toHaveBeenCalled();
  });

  it('erase says what it did, and what follows later', async () => {
    expect(await run({ erase: () => Promise.resolve(ok(true)) }, 'erase', 'a/b/c/1', '--reason', 'asked for it')).toBe(0);
    expect(out).toContain('nothing opens its personal data any more');
  });
});

describe('rebuild', () => {
  const request = { requestRebuild: () => Promise.resolve(ok('9')) };
  const told = (more: object) => ({ id: '9', progress: 2, total: 2, changed: 1, finishedAt: 5, error: null, ...more });

  it('waits until the tracker has done it', async () => {
    const findRebuild = vi.fn().mockResolvedValueOnce(ok(undefined)).mockResolvedValue(ok(told({})));
    expect(await run({ ...request, findRebuild }, 'rebuild', '--reason', 'new rules', '--json')).toBe(0);
    expect(JSON.parse(out)).toEqual({ rebuild: told({}) });
  });

  it('ends with 1 and the reason where the tracker could not', async () => {
    expect(await run({ ...request, findRebuild: () => Promise.resolve(ok(told({ finishedAt: null, error: 'order a/b/c/1 cannot be folded' }))) }, 'rebuild', '--reason', 'r')).toBe(1);
    expect(out).toContain('order a/b/c/1 cannot be folded');
  });
});

it.each([
  ['2026-11-23', 'Write an instant'],
  ['yesterday', 'Write an instant'],
])('a time such as %s is refused in words', async (text, words) => {
  const reEmit = vi.fn();
  expect(await run({ reEmit }, 're-emit', 'shopify', '--since', text)).toBe(2);
  expect(out).toContain(words);
});

it('a re-emit begins where it is told', async () => {
  const reEmit = vi.fn(() => Promise.resolve(ok(3)));
  expect(await run({ reEmit }, 're-emit', 'shopify', '--since', '2026-11-23T10:00:00Z', '--resource', '7')).toBe(0);
  expect(reEmit).toHaveBeenCalledWith({ vendor: 'shopify', fromMs: Date.UTC(2026, 10, 23, 10), resourceId: '7' });
  expect(out).toBe('3 raw records are mapped once more now.\n');
});
