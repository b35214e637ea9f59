import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Json } from './requests/canonical-body.ts';
import { sign, signedText } from './sign.ts';

type Vector = { readonly name: string; readonly appId: string; readonly params: Record<string, Json>; readonly canonical: string; readonly sign: string };

const root = resolve(import.meta.dirname, '../../..');
const vectorFile = resolve(root, process.env['CONTRACTS_DIR'] ?? '../shared/contracts', 'erp/sign.vectors.json');
const absent = !existsSync(vectorFile);
if (absent) console.warn(`signature vectors are not at ${vectorFile}: set CONTRACTS_DIR to check against them; our own known answers are checked all the same`);

describe.skipIf(absent)('Lingxing signature, shared vectors', () => {
  const vectors = absent ? [] : (JSON.parse(readFileSync(vectorFile, 'utf8')) as { lingxing: Vector[] }).lingxing;

  it('agrees with every vector', () => {
    expect(vectors.length).toBeGreaterThan(0);
    const ours = vectors.map(({ name, appId, params }) => ({ name, canonical: signedText(params), sign: sign(appId, params) }));
    expect(ours).toEqual(vectors.map(({ name, canonical, sign }) => ({ name, canonical, sign })));
  });
});

/**
 * Made with the openssl command line, so that they do not rest on the crypto of Node:
 *   HEX=$(printf %s "$TEXT" | openssl md5 | awk '{print toupper($NF)}')
 *   printf %s "$HEX" | openssl enc -aes-128-ecb -K "$(printf %s "$APP_ID" | xxd -p -c 100)" -base64 -A
 */
const knownAnswers: { appId: string; parameters: Record<string, Json>; text: string; sign: string }[] = [
  {
    appId: 'tributaryapp0001',
    parameters: { offset: 0, length: 20, platform_order_nos: ['SH-5001'], include_delete: true, sku: '' },
    text: 'access_token=7f3c&app_key=tributaryapp0001&include_delete=true&length=20&offset=0&platform_order_nos=["SH-5001"]&timestamp=1767225600',
    sign: 'MBtjjUKz87u82zEfA3X+NCzV67ml24sMwXLCBagedK0v3wd3mkOOfr0tHkKat/sj',
  },
  {
    appId: 'tributaryapp000000000024',
    parameters: { store_id: '110', platform_code: 10009, orders: [{ receiver_name: 'A/B <C> & D', items: [{ unit_price: '12.50', sku: '杯-1', quantity: 2 }], city: 'Köln' }] },
    text: 'access_token=7f3c&app_key=tributaryapp000000000024&orders=[{"city":"Köln","items":[{"quantity":2,"sku":"杯-1","unit_price":"12.50"}],"receiver_name":"A/B <C> & D"}]&platform_code=10009&store_id=110&timestamp=1767225600',
    sign: 'eE4G8dbRQI8slr214rwJhA+ayMFZ8FgTPeESIV9WKVrX4VvVyTCK0Mlak4PSg052',
  },
  {
    appId: 'tributaryapp00000000000000000032',
    parameters: { wid: '5,6', ids: [] },
    text: 'access_token=7f3c&app_key=tributaryapp00000000000000000032&ids=[]&timestamp=1767225600&wid=5,6',
    sign: 'pxF/6xHj714amwUuSDjrsyp9Pv8mttbbQ11YDMcMmT2mOhoNOn2ZrHJIIYGmZeSl',
  },
];

describe('Lingxing signature', () => {
  it.each(knownAnswers)('gives what openssl gives for an appId of its length: $appId', ({ appId, parameters, text, sign: expected }) => {
    const all = { ...parameters, access_token: '7f3c', app_key: appId, timestamp: 1_767_225_600 };
    expect([signedText(all), sign(appId, all)]).toEqual([text, expected]);
  });

  it('ends with the same characters for one appId, whatever is signed', () => {
    const tails = ['a', 'b'].map((value) => sign('tributaryapp0001', { value }).slice(-21));
    expect(tails[0]).toBe(tails[1]);
  });

  it('names the lengths an appId may have', () => {
    expect(() => sign('short', {})).toThrow('the appId has 5 bytes, an AES key has 16, 24, 32');
  });
});
