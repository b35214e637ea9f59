import { beforeEach, describe, expect, it } from 'vitest';
import { createCaller, SHOPIFY_STORE, STORE, type Caller } from '../spec-caller.ts';

const WAREHOUSES = '/erp/sc/data/local_inventory/warehouse';
const METHODS = '/erp/sc/routing/wms/WmsLogistics/listUsedLogisticsType';
const PAIRS = '/pb/mp/listing/v2/getPairList';

type Fields = Record<string, unknown>;

let caller: Caller;
beforeEach(async () => {
  caller = createCaller({}, true, {
    warehouses: [{ wid: '50', name: 'MAIN', type: 1, countryCode: 'US' }, { wid: '51', name: 'US-WEST', type: 3, countryCode: 'US' }],
    logistics: [
      { typeId: '825', name: 'UPS Ground', code: 'UPS_GROUND', providerId: '6', providerName: 'UPS', wid: '', providerType: 1 },
      { typeId: '826', name: 'FedEx Home', code: 'FEDEX_HOME', providerId: '7', providerName: 'US-WEST', wid: '51', providerType: 2 },
    ],
    skus: [{ sku: 'MUG-1', stock: undefined }, { sku: 'CAP-1', stock: undefined }],
  });
  await caller.fetchToken();
});

const call = async (path: string, body: Fields): Promise<Fields> => (await caller.call(path, body)).json;

describe('warehouses', () => {
  it('are listed by one type per call, local ones by default', async () => {
    expect(await call(WAREHOUSES, {})).toMatchObject({ code: 0, total: 1, data: [{ wid: 50, name: 'MAIN', type: 1, is_delete: 0, country_code: 'US' }] });
    expect(await call(WAREHOUSES, { is_delete: '0', length: 1000, offset: 0, type: 3 })).toMatchObject({ total: 1, data: [{ wid: 51, t_warehouse_code: 'US-WEST' }] });
    expect(await call(WAREHOUSES, { is_delete: '1', type: 3 })).toMatchObject({ total: 0, data: [] });
    expect(caller.rules()).toEqual([]);
    expect(await call(WAREHOUSES, { sub_type: 2, type: 1 })).toMatchObject({ code: 102 });
    expect(await call(WAREHOUSES, { length: 1001 })).toMatchObject({ code: 102 });
    expect(caller.rules()).toEqual(['not-allowed', 'out-of-range']);
  });
});

describe('shipping methods', () => {
  it('are listed by kind of provider, which has to be named', async () => {
    expect(await call(METHODS, { param: { length: 100, page: 1, provider_type: 2 } })).toMatchObject({
      total: 1, data: [{ type_id: '826', name: 'FedEx Home', logistics_provider_id: '7', logistics_provider_name: 'US-WEST', type: 2, wid: 51 }],
    });
    expect(await call(METHODS, { param: { length: 100, page: 2, provider_type: 2 } })).toMatchObject({ total: 1, data: [] });
    expect(caller.rules()).toEqual([]);
    expect(await call(METHODS, { param: { length: 100, page: 1 } })).toMatchObject({ code: 102 });
    expect(await call(METHODS, { provider_type: 2 })).toMatchObject({ code: 102 });
    expect(caller.rules()).toEqual(['required-missing', 'unknown-field', 'required-missing']);
  });
});

describe('pairs', () => {
  it('are paged by offset with a total, or by cursor with the next one', async () => {
    expect(await call(PAIRS, { length: 20, offset: 0, store_ids: [STORE] })).toMatchObject({
      message: '操作成功', data: { total: '2', list: [{ store_id: STORE, platform_code: '10009', msku: 'MUG-1', sku: 'MUG-1' }, { msku: 'CAP-1' }] },
    });
    const seen: unknown[] = [];
    for (let cursor = 0, hasNext = true; hasNext; ) {
      const { list, has_next: more, next_cursor_id: next } = (await call(PAIRS, { cursor_id: cursor, length: 3, use_cursor: true }))['data'] as { list: Fields[]; has_next: boolean; next_cursor_id: number };
      seen.push(...list.map(({ store_id: store, msku }) => [store, msku]));
      [cursor, hasNext] = [next, more];
    }
    expect(seen).toEqual([[STORE, 'MUG-1'], [STORE, 'CAP-1'], [SHOPIFY_STORE, 'MUG-1'], [SHOPIFY_STORE, 'CAP-1']]);
    expect(await call(PAIRS, { end_time: '2026-11-23 18:00:00', msku: ['CAP-1'] })).toMatchObject({ data: { total: '0' } });
    expect(await call(PAIRS, { msku: ['CAP-1'], platform_codes: ['10002'], start_time: '2026-11-23 18:00:00' })).toMatchObject({ data: { total: '1' } });
    expect(caller.rules()).toEqual([]);
    expect(await call(PAIRS, { use_cursor: true })).toMatchObject({ code: 102 });
    expect(caller.rules()).toEqual(['required-missing']);
  });
});
