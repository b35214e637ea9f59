import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { acceptableSigns, canonicalText, md5Upper, signOf } from './sign.ts';

/**
 * Known answers made with the openssl command line, TEXT being the canonical text and APP the app id:
 *   HEX=$(printf '%s' "$TEXT" | openssl md5 -r | cut -c1-32 | tr a-f A-F)
 *   printf '%s' "$HEX" | openssl enc -aes-$((${#APP} * 8))-ecb -K "$(printf '%s' "$APP" | xxd -p -c 64)" -base64 -A
 */
const KNOWN = [
  {
    appId: 'app-of-16-bytes.',
    params: { timestamp: 1790000000, access_token: 'tok-1', app_key: 'app-of-16-bytes.', offset: 0, length: 20, sku: '' },
    md5: '5756EA2ACABEC9452DFB719DDF75236E',
    sign: 'L2GHwBRJgdAPalCiuXL1hEKx4SyLzMRibcRE2UQhCg1AQpk9SeWoHFOG/cG50HY4',
  },
  {
    appId: 'app-of-twenty-four-byte.',
    params: {
      access_token: 'tok-2', app_key: 'app-of-twenty-four-byte.', timestamp: '1790000001',
      orders: [{ city: 'München', items: [{ msku: 'A/1 <&>', quantity: 2, unit_price: '12.50' }], receiver_name: '张三' }],
    },
    md5: '1A7E5B04A8CB69D8A520FE10C47D8E19',
    sign: 'vIyCdW2oY//mIe2qb/Nlda1PBqWlmd18LSYH6g9CkREyfSwyJNtKe12Kuc/HuPCO',
  },
  {
    appId: 'app-of-thirty-two-bytes-in-total',
    params: { access_token: 'tok-3', app_key: 'app-of-thirty-two-bytes-in-total', timestamp: '1790000002', include_delete: true, platform_order_nos: [] },
    md5: 'F1B56E2A7B7DD8100295EAC55BE414A9',
    sign: 'XmYPeJk/5rSAvsNIkybysTTG/KK8x8ZLWnTHHFt3oDBy8TnD7NEyCxIBt1XQIhKn',
  },
];

interface Vector {
  name: string;
  appId: string;
  params: Record<string, unknown>;
  canonical: string;
  md5Upper: string;
  sign: string;
}

const repository = resolve(import.meta.dirname, '../../../..');
const vectorFile = resolve(repository, process.env['CONTRACTS_DIR'] ?? '../shared/contracts', 'erp/sign.vectors.json');
const vectors = existsSync(vectorFile) ? (JSON.parse(readFileSync(vectorFile, 'utf8')) as { lingxing: Vector[] }).lingxing : [];

describe('sign', () => {
  it.each(KNOWN)('agrees with openssl for $appId', ({ appId, params, md5, sign }) => {
    expect(md5Upper(canonicalText(params))).toBe(md5);
    expect(signOf(params, appId)).toBe(sign);
  });

  it('ends alike for one app, whatever is signed', () => {
    const tailOf = (value: string): string => signOf({ value }, 'app-of-16-bytes.').slice(-20);
    expect(tailOf('one')).toBe(tailOf('two'));
  });

  // One test whatever the file holds, so that a machine without it reports a skipped test instead of none.
  it.skipIf(vectors.length === 0)(`agrees with the published vectors of ${vectorFile} (skipped where absent; CONTRACTS_DIR moves it)`, () => {
    for (const { appId, params, canonical, md5Upper: hex, sign } of vectors) {
      expect(canonicalText(params)).toBe(canonical);
      expect(md5Upper(canonical)).toBe(hex);
      expect(signOf(params, appId)).toBe(sign);
    }
  });
});

describe('signs a server may expect for one body', () => {
  const credentials = { access_token: 't', app_key: 'app-of-16-bytes.', timestamp: '1790000000' };
  const signsFor = (body: string): Set<string> => acceptableSigns(credentials, body, credentials.app_key);

  it('are one for a canonical body', () => {
    expect(signsFor('{"a":[{"b":"1.50","c":2}],"store_id":"110200000000000001"}').size).toBe(1);
  });

  it('are one for unsorted keys of the top level, which are sorted anyway', () => {
    expect(signsFor('{"b":1,"a":2}')).toEqual(signsFor('{"a":2,"b":1}'));
    expect(signsFor('{"b":1,"a":2}').size).toBe(1);
  });

  it.each(['{"a":[{"c":2,"b":1}]}', '{"a":1.50}', '{"a":110200000000000001}'])('are several for %s', (body) => {
    expect(signsFor(body).size).toBe(2);
  });
});
