import { describe, expect, it } from 'vitest';
import { orderKey } from '@tributary/kernel';
import { externalNumber, isNumberShort, matchRoute, modeOfRoute, planRoute, type LogisticsQuestion, type MappedStore, type RoutedLine, type RoutedOrder, type RouteRule } from './index.ts';
import { isWithin } from './match.ts';

const order = (more: Partial<RoutedOrder> = {}): RoutedOrder => ({ orderKey: 'acme/shopify/us/1', channel: 'shopify', account: 'us', country: 'US', serviceLevel: 'Standard', tags: ['vip'], ...more });
const line = (more: Partial<RoutedLine> = {}): RoutedLine => ({ channelLineId: 'L1', sku: 'LAMP-1', location: 'NY', ...more });
const route = (more: Partial<RouteRule> = {}): RouteRule => ({ mode: 'live', percentage: 100, ...more });
const store: MappedStore = { erp: 'lingxing', erpAccount: 'main', store: '110', platformCode: '10009', numberPrefix: 'US-', intake: 'native', shipConfirm: 'native' };
const noWarehouse = (): undefined => undefined;

describe('matching', () => {
  it.each<[string, RouteRule['when'], boolean]>([
    ['no condition', undefined, true],
    ['country', { countries: ['CA', 'US'] }, true],
    ['another country', { countries: ['CA'] }, false],
    ['SKU as it stands', { skus: ['LAMP-1'] }, true],
    ['SKU by its beginning', { skus: ['LAMP*'] }, true],
    ['SKU that only begins alike', { skus: ['LAMP'] }, false],
    ['tag', { tags: ['vip', 'b2b'] }, true],
    ['another service level', { serviceLevels: ['Express'] }, false],
    ['location', { locations: ['NY'] }, true],
    ['one of two conditions', { countries: ['US'], tags: ['b2b'] }, false],
  ])('%s', (_, when, fits) => expect(matchRoute([route({ when })], order(), line()) !== undefined).toBe(fits));

  it('what is not told fits no condition', () => {
    expect(matchRoute([route({ when: { skus: ['*'] } })], order(), line({ sku: null }))).toBeUndefined();
    expect(matchRoute([route({ when: { locations: ['NY'] } })], order(), line({ location: null }))).toBeUndefined();
  });

  it('the first that fits takes the line, those of other channels and accounts never do', () => {
    const routes = [route({ channel: 'tiktok-shop' }), route({ channel: 'shopify', account: 'eu' }), route({ channel: 'shopify', mode: 'shadow' }), route()];
    expect(matchRoute(routes, order(), line())?.mode).toBe('shadow');
  });
});

describe('percentage', () => {
  const keys = Array.from({ length: 2_000 }, (_, index) => orderKey({ tenant: 'acme', channel: 'shopify', account: 'us', channelOrderId: String(5_550_000 + index) }));

  it('takes about as many of a hundred, the same ones always, and keeps them when it is raised', () => {
    const tenth = keys.filter((key) => isWithin(10, key));
    expect(tenth.length).toBeGreaterThan(140);
    expect(tenth.length).toBeLessThan(260);
    expect(tenth.filter((key) => !isWithin(40, key))).toEqual([]);
    expect([keys.filter((key) => isWithin(0, key)).length, keys.filter((key) => isWithin(100, key)).length]).toEqual([0, 2_000]);
  });

  it('keeps the others in shadow and makes nothing live that is not', () => {
    const out = keys.find((key) => !isWithin(50, key)) ?? '';
    expect([modeOfRoute(route({ percentage: 50 }), out), modeOfRoute(route({ percentage: 50, mode: 'off' }), out), modeOfRoute(undefined, out)]).toEqual(['shadow', 'off', 'off']);
  });
});

describe('plan', () => {
  it('sends all lines to the mapped store, with its own way of doing things', () => {
    const { parts, unmapped } = planRoute(order(), [line(), line({ channelLineId: 'L2' })], { routes: [route()], store, logisticsOf: noWarehouse });
    expect(parts).toEqual([{ destination: { ...store, warehouse: null, method: null }, mode: 'live', channelLineIds: ['L1', 'L2'] }]);
    expect(unmapped).toEqual([]);
  });

  it('splits by store, warehouse and mode, in the order of the lines', () => {
    const to = { erp: 'yicang', account: 'y', store: '9', platformCode: '', numberPrefix: 'Y-' };
    const routes = [route({ when: { skus: ['BIG*'] }, to }), route({ when: { skus: ['NEW*'] }, mode: 'shadow' }), route()];
    const lines = [line(), line({ channelLineId: 'L2', sku: 'BIG-1' }), line({ channelLineId: 'L3', location: 'LA' }), line({ channelLineId: 'L4', sku: 'NEW-1' }), line({ channelLineId: 'L5' })];
    const logisticsOf = ({ location, erp }: LogisticsQuestion) => (erp === 'lingxing' ? { warehouse: `W-${location}`, method: 'M' } : undefined);
    const { parts } = planRoute(order(), lines, { routes, store, logisticsOf });
    expect(parts.map(({ destination, mode, channelLineIds }) => [destination.erp, destination.warehouse, mode, channelLineIds])).toEqual([
      ['lingxing', 'W-NY', 'live', ['L1', 'L5']],
      ['yicang', null, 'live', ['L2']],
      ['lingxing', 'W-LA', 'live', ['L3']],
      ['lingxing', 'W-NY', 'shadow', ['L4']],
    ]);
    expect(parts[1]?.destination).toMatchObject({ erpAccount: 'y', numberPrefix: 'Y-', intake: 'hub', shipConfirm: 'hub' });
  });

  it('a route with a warehouse does not ask the map', () => {
    const { parts } = planRoute(order(), [line()], { routes: [route({ warehouse: 'W9' })], store, logisticsOf: () => ({ warehouse: 'W1', method: 'M1' }) });
    expect(parts[0]?.destination).toMatchObject({ warehouse: 'W9', method: null });
  });

  it('names the lines that nothing sends anywhere', () => {
    const to = { erp: 'yicang', account: 'y', store: '9', platformCode: '', numberPrefix: '' };
    const plan = planRoute(order(), [line(), line({ channelLineId: 'L2', sku: 'BIG-1' })], { routes: [route({ when: { skus: ['BIG-1'] }, to }), route()], store: undefined, logisticsOf: noWarehouse });
    expect([plan.unmapped, plan.parts.map(({ channelLineIds }) => channelLineIds)]).toEqual([['L1'], [['L2']]]);
  });
});

it('numbers parts and incarnations, and refuses what leaves no room for re-creations', () => {
  expect(externalNumber('US-', '1001', 2, 3)).toBe('US-1001-P2-R3');
  expect([isNumberShort('', '1'.repeat(43), 1), isNumberShort('', '1'.repeat(44), 1)]).toEqual([true, false]);
});
