import { describe, expect, it } from 'vitest';
import type { Feed, StatusReport } from '@tributary/operations';
import { statusLines } from './status-text.ts';

const at = 1_000_000_000;
const minute = 60_000;
const feed: Feed = { vendor: 'shopify', tenant: 'acme', account: 'us', name: 'orders', polledAt: at - 4_000, dueAt: at + 56_000, failures: 0, error: null };
const error = { code: '503', text: 'no\nanswer' };
const calm: StatusReport = { at, halts: [], feeds: [], fetches: [], failedFetches: [], orders: { open: [], inException: 0, exceptions: [], refused: { count: 0, orders: [] } }, effects: [] };

/** What a report says without its first two lines. */
const told = (report: Partial<StatusReport>): string[] => statusLines({ ...calm, ...report }).slice(2);
/** The rows of the section that is to be looked at. */
const rows = (report: Partial<StatusReport>): string[] => told(report).filter((line) => line.startsWith('      '));

it('takes one line a section where nothing is wrong', () => {
  expect(statusLines(calm)).toEqual([
    '1970-01-12T13:46:40Z: nothing to look at.',
    '',
    'ok    accounts  none is halted',
    'ok    feeds     none was read yet',
    'ok    fetches   nothing waits to be read',
    'ok    orders    none in exception; none on its way',
    'ok    effects   none is unfinished',
  ]);
});

it('tells daily work as such: what is under way, and what failed once', () => {
  const lines = told({
    feeds: [feed, { ...feed, name: 'stock', polledAt: at - 12 * minute, failures: 1, error }],
    fetches: [{ vendor: 'shopify', state: 'failing', count: 1, attempts: 2, dueAt: at + 1_000 }, { vendor: 'shopify', state: 'waiting', count: 2, attempts: 0, dueAt: at }, { vendor: 'lingxing', state: 'waiting', count: 1, attempts: 0, dueAt: at }],
    orders: { ...calm.orders, open: [{ status: 'created', count: 3 }, { status: 'synced', count: 12 }] },
    effects: [{ target: 'lingxing', state: 'pending', count: 4, forPerson: 0, since: at - 2_000 }, { target: 'lingxing', state: 'rejected', count: 9, forPerson: 0, since: 0 }],
  });
  expect(lines).toEqual([
    'ok    accounts  none is halted',
    'ok    feeds     2 feeds, the last to be read 12 min ago',
    'ok    fetches   1 failing, 3 waiting',
    'ok    orders    none in exception; on their way: 3 created, 12 synced',
    'ok    effects   9 rejected, 4 pending',
  ]);
});

describe('says first where to look, and there what to do', () => {
  it('a halted account', () => {
    const lines = statusLines({ ...calm, halts: [{ tenant: 'acme', target: 'shopify', account: 'us', code: 'token_refused', text: 'not accepted', haltedAt: at - 3 * minute, probeAt: at + 40_000 }] });
    expect(lines[0]).toBe('1970-01-12T13:46:40Z: look at accounts.');
    expect(lines.slice(2, 5)).toEqual([
      'LOOK  accounts  1 halted: credential refused',
      '      shopify  acme/us  for 3 min  next probe in 40 s  [token_refused] not accepted',
      '      → put a valid credential where its reference in the configuration points; the account goes on by itself',
    ]);
  });

  it('feeds, those that fail before those that nobody reads', () => {
    const unread = { ...feed, name: 'parcels', polledAt: null, dueAt: at - 5 * minute };
    expect(rows({ feeds: [feed, unread, { ...feed, failures: 13, polledAt: at - 14 * minute, error }] })).toEqual([
      '      shopify  acme/us  orders   read 14 min ago  failed 13 times  [503] no answer',
      '      shopify  acme/us  parcels  never read       nobody reads it  due for 5 min',
      '      → tributary doctor',
      '      → see that ingest-shopify runs; only a feed that is switched off may stay unread',
    ]);
  });

  it('fetch tasks that were given up, by name', () => {
    const task = { vendor: 'shopify', tenant: 'acme', account: 'us', resourceType: 'order', resourceId: '7', state: 'dead', attempts: 8, error, triedAt: at - 60 * minute };
    expect(rows({ fetches: [{ vendor: 'shopify', state: 'waiting', count: 1, attempts: 0, dueAt: at }, { vendor: 'shopify', state: 'dead', count: 3, attempts: 8, dueAt: null }], failedFetches: [task] })).toEqual([
      '      shopify  dead  3  not by itself  tried up to 8 times',
      '      shopify  acme/us  order 7  dead  tried 8 times, last 60 min ago  [503] no answer',
      '      and 2 more',
      '      → tributary re-emit shopify --resource 7',
    ]);
  });

  it('orders in exception by their codes, as a shell takes them, and those that no topic takes', () => {
    const orders: StatusReport['orders'] = {
      open: [{ status: 'created', count: 3 }], inException: 3,
      exceptions: [{ code: 'stuck', count: 2, since: at - 26 * 60 * minute }, { code: "it's 缺货", count: 1, since: at }],
      refused: { count: 1, orders: [{ orderKey: 'acme/shopify/us/1', text: 'too large' }] },
    };
    expect(told({ orders })[3]).toBe('LOOK  orders    3 in exception; 2 stuck; 1 that no topic takes; on their way: 3 created');
    expect(rows({ orders })).toEqual([
      '      2  stuck    oldest 26 h  → tributary orders list --exception stuck',
      "      1  it's 缺货  oldest 0 s   → tributary orders list --exception 'it'\\''s 缺货'",
      '      → tributary orders show acme/shopify/us/1  [refused] too large',
      '      → tributary orders list --flag exception',
    ]);
  });

  it('effects, the worst first, and none that is only under way', () => {
    const effect = { target: 'lingxing', count: 2, forPerson: 0, since: at - 11 * minute };
    expect(rows({ effects: [{ ...effect, state: 'pending', since: at - 9 * minute }, { ...effect, state: 'retrying' }, { ...effect, state: 'held', forPerson: 1 }, { ...effect, state: 'dead', forPerson: 2, target: 'shopify' }] })).toEqual([
      '      shopify   dead      2  oldest 11 min  2 for a person  → tributary deliveries list --state dead --target shopify',
      '      lingxing  held      2  oldest 11 min  1 for a person  → tributary deliveries list --state held --target lingxing',
      '      lingxing  retrying  2  oldest 11 min  not done        → tributary deliveries list --state retrying --target lingxing',
    ]);
  });
});

it('cuts what does not fit on a screen', () => {
  const exceptions = Array.from({ length: 20 }, (_, index) => ({ code: `c${index}`, count: 1, since: at }));
  const lines = rows({ orders: { ...calm.orders, inException: 20, exceptions } });
  expect(lines).toHaveLength(10);
  expect(lines[8]).toBe('      and 12 more');
  const [long] = rows({ feeds: [{ ...feed, failures: 3, error: { code: 'x', text: 'a'.repeat(500) } }] });
  expect(long).toMatch(/ \[x\] a{119}…$/);
});
