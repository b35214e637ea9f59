import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { capacityOf, options } from './config.ts';
import { paths } from './requests/endpoints.ts';

const least = { appId: 'tributaryapp0001', appSecret: 'env:LINGXING_SECRET' };
const problems = (given: object) => options.safeParse(given).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('options of a Lingxing account', () => {
  it('needs an appId and where the secret is, and has the rest', () => {
    expect(options.parse(least)).toMatchObject({ baseUrl: 'https://openapi.lingxing.com', piiGranted: true, settleMs: 60_000, inFlight: { waitMs: 5_000, leaseMs: 120_000 } });
  });

  it('names every mistake', () => {
    expect(problems({ appId: 'short', appSecret: 'hunter2', baseUrl: 'ftp://x', inFlight: { capacities: { 'no-path': 1 } }, pii: true })).toEqual([
      'baseUrl: Invalid URL',
      'appId: is not an appId: it has 16, 24, 32 bytes',
      'appSecret: is not a secret reference: env:NAME or file:/path',
      'inFlight.capacities.no-path: Invalid key in record',
      ': Unrecognized key: "pii"',
    ]);
  });

  it('describes every field', () => {
    const undescribed = (schema: object, at: string): string[] =>
      Object.entries((schema as { properties?: Record<string, { description?: string }> }).properties ?? {}).flatMap(([name, field]) => (field.description || 'properties' in field ? [] : [`${at}${name}`]).concat(undescribed(field, `${at}${name}.`)));
    expect(undescribed(z.toJSONSchema(options, { io: 'input' }), '')).toEqual([]);
  });

  it('takes capacities as configured, else as documented, else one at a time', () => {
    const parsed = options.parse({ ...least, inFlight: { capacities: { [paths.orderCreate]: 3 } } });
    expect([paths.orderCreate, paths.orderList, '/erp/unknown'].map((path) => capacityOf(parsed, path))).toEqual([3, 10, 1]);
  });
});
