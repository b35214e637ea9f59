import { describe, expect, it } from 'vitest';
import { canonicalTopics } from '@tributary/contracts';
import { type Config, configSchema } from '@tributary/service-host';
import { groupsFor, mapColumns, readMapFile, topicsFor } from './index.ts';

const config: Config = configSchema.parse({
  tenants: [{ id: 'acme', masterKey: 'env:KEY' }],
  channels: [{ tenant: 'acme', channel: 'shopify', account: 'us', timeZone: 'UTC' }],
  erps: [{ tenant: 'acme', erp: 'lingxing', account: 'main', timeZone: 'Asia/Shanghai' }],
});

describe('map files', () => {
  it('are told apart by their header, with BOM, quotes and columns in any order', () => {
    const text = '\uFEFFaccount,tenant,channel,channel_sku,erp,erp_account,erp_sku,quantity_per\nus,acme,shopify,"A ""1"", big",lingxing,main,E-1,2\n';
    expect(readMapFile(text, 'sku.csv', config)).toEqual({
      problems: [],
      rows: { map: 'sku', rows: [{ tenant: 'acme', channel: 'shopify', account: 'us', channelSku: 'A "1", big', erp: 'lingxing', erpAccount: 'main', erpSku: 'E-1', quantityPer: '2' }] },
    });
    const stores = 'tenant,channel,account,marketplace,sales_partner,erp,erp_account,store,platform_code,number_prefix\nacme,shopify,us,,,lingxing,main,110,10009,US-\n';
    expect(readMapFile(stores, 'store.csv', config).rows).toMatchObject({ map: 'store', rows: [{ store: '110', numberPrefix: 'US-', intake: 'hub', shipConfirm: 'hub' }] });
  });

  it('know the maps of warehouses and carriers, and what an empty cell means', () => {
    const text = (columns: readonly string[], ...rows: string[]) => `${columns.join(',')}\n${rows.join('\n')}\n`;
    const stores = text(mapColumns.store, 'acme,shopify,us,,,lingxing,main,110,,US-,native,');
    expect(readMapFile(stores, 'x.csv', config).rows).toMatchObject({ map: 'store', rows: [{ intake: 'native', shipConfirm: 'hub' }] });
    const warehouses = text(mapColumns.warehouse, 'acme,shopify,us,,,,lingxing,main,W1,', 'acme,shopify,us,loc-1,express,DE,lingxing,main,W2,M2');
    expect(readMapFile(warehouses, 'x.csv', config)).toEqual({
      problems: [],
      rows: {
        map: 'warehouse',
        rows: [
          { tenant: 'acme', channel: 'shopify', account: 'us', location: '', serviceLevel: '', country: '', erp: 'lingxing', erpAccount: 'main', warehouse: 'W1', method: '' },
          { tenant: 'acme', channel: 'shopify', account: 'us', location: 'loc-1', serviceLevel: 'express', country: 'DE', erp: 'lingxing', erpAccount: 'main', warehouse: 'W2', method: 'M2' },
        ],
      },
    });
    const carriers = text(mapColumns.carrier, 'acme,lingxing,main,顺丰,shopify,,SF Express,https://sf.example/{number}');
    expect(readMapFile(carriers, 'x.csv', config).rows).toMatchObject({ map: 'carrier', rows: [{ erpCarrier: '顺丰', account: '', carrier: 'SF Express', trackingUrl: 'https://sf.example/{number}' }] });
  });

  it('report cells that say nothing sensible', () => {
    const wrong = [
      readMapFile(`${mapColumns.store.join(',')}\nacme,shopify,us,,,lingxing,main,110,,US-,both,erp\n`, 'x.csv', config),
      readMapFile(`${mapColumns.warehouse.join(',')}\nacme,shopify,us,,,Germany,lingxing,main,W1,\n`, 'x.csv', config),
      readMapFile(`${mapColumns.carrier.join(',')}\nacme,lingxing,main,UPS,shopify,,UPS,https://ups.example/track\nacme,lingxing,main,UPS,ebay,,UPS,\n`, 'x.csv', config),
    ];
    expect(wrong.flatMap(({ problems }) => problems.map(({ path, text }) => `${path}: ${text}`))).toEqual([
      'line 2, intake: is neither hub nor native',
      'line 2, ship_confirm: is neither hub nor native',
      'line 2, country: is no country code',
      'line 2, tracking_url: is no web address with {number} in it',
      'line 3, account: acme/ebay is no channel account of the configuration',
    ]);
  });

  it('report every mistake with its line and import nothing', () => {
    const text = 'tenant,channel,account,channel_sku,erp,erp_account,erp_sku,quantity_per\nacme,shopify,us,A,lingxing,main,E,0\nacme,shopify,eu,,lingxing,other,E,1\nacme,shopify,us,A,lingxing,main,E,1\n';
    const { rows, problems } = readMapFile(text, 'sku.csv', config);
    expect(rows).toBeUndefined();
    expect(problems.map(({ path, text: words }) => `${path}: ${words}`)).toEqual([
      'line 2, quantity_per: is not a number above 0 with at most 4 places',
      'line 3, channel_sku: is empty',
      'line 3, account: acme/shopify/eu is no channel account of the configuration',
      'line 3, erp_account: acme/lingxing/other is no ERP account of the configuration',
      'line 4: says the same as line 2 about acme/shopify/us/A/lingxing/main/E',
    ]);
  });

  it.each([
    ['', 'has no rows'],
    ['a,b\n1,2\n', 'has a header of no known map'],
    ['tenant,channel\n1\n', 'is not CSV'],
  ])('refuse %j', (text, words) => expect(readMapFile(text, 'x.csv', config).problems[0]?.text).toContain(words));
});

it('topics are the canonical ones, and those of the vendors in the configuration', () => {
  const rows = topicsFor(config).map(({ row }) => row);
  expect(rows.slice(0, canonicalTopics.length)).toEqual(canonicalTopics.map(({ row }) => row));
  const groups = ['state-tracker', 'ingest-shopify', 'normalize-shopify', 'writeback-shopify', 'ingest-lingxing', 'normalize-lingxing', 'erp-sink-lingxing'];
  expect(groupsFor(config)).toEqual(groups);
  expect(rows.slice(canonicalTopics.length)).toEqual(['raw.shopify', 'raw.lingxing', ...groups.map((group) => `dlt.${group}`), ...groups.map((group) => `redrive.${group}`)]);
});
