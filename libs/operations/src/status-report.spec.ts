import { expect, it } from 'vitest';
import { sectionsToLookAt, type StatusReport } from './index.ts';

const at = 1_000_000_000;
const calm: StatusReport = { at, halts: [], feeds: [], fetches: [], failedFetches: [], orders: { open: [{ status: 'created', count: 1 }], inException: 0, exceptions: [], refused: { count: 0, orders: [] } }, effects: [] };
const feed = { vendor: 'v', tenant: 't', account: 'a', name: 'n', polledAt: null, dueAt: at, failures: 0, error: null };
const fetch = { vendor: 'v', state: 'waiting', count: 1, attempts: 0, dueAt: at };
const effect = { target: 'v', state: 'pending', count: 1, forPerson: 0, since: at };

it.each<[string, Partial<StatusReport>, string[]]>([
  ['nothing', {}, []],
  ['a halt', { halts: [{ tenant: 't', target: 'v', account: 'a', code: 'c', text: 'x', haltedAt: at, probeAt: at }] }, ['accounts']],
  ['a feed that failed twice', { feeds: [{ ...feed, failures: 2 }] }, []],
  ['a feed that fails', { feeds: [{ ...feed, failures: 3 }] }, ['feeds']],
  ['a feed that is being read a little late', { feeds: [{ ...feed, dueAt: at - 120_000 }] }, []],
  ['a feed that nobody reads', { feeds: [{ ...feed, dueAt: at - 120_001 }] }, ['feeds']],
  ['a fetch that failed twice', { fetches: [{ ...fetch, state: 'failing', attempts: 2 }] }, []],
  ['a fetch that fails', { fetches: [{ ...fetch, state: 'failing', attempts: 3 }] }, ['fetches']],
  ['a fetch that was given up', { fetches: [{ ...fetch, state: 'dead', dueAt: null }] }, ['fetches']],
  ['a fetch that nobody carries out', { fetches: [{ ...fetch, dueAt: at - 600_001 }] }, ['fetches']],
  ['an order in exception', { orders: { ...calm.orders, inException: 1 } }, ['orders']],
  ['an order that no topic takes', { orders: { ...calm.orders, refused: { count: 1, orders: [] } } }, ['orders']],
  ['an effect that a person has to see to', { effects: [{ ...effect, state: 'held', forPerson: 1 }] }, ['effects']],
  ['an old one that nobody has to', { effects: [{ ...effect, state: 'rejected', since: 0 }] }, []],
  ['an effect that does not get done', { effects: [{ ...effect, since: at - 600_001 }] }, ['effects']],
])('%s', (_name, more, expected) => expect(sectionsToLookAt({ ...calm, ...more })).toEqual(expected));
