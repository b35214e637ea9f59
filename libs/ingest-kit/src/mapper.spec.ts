import { expect, it } from 'vitest';
import type { CanonicalDraft } from './canonical-draft.ts';
import { fromJson, type PayloadSchema } from './mapper.ts';

const drafts = [{ row: 'order' } as CanonicalDraft];
const seen: unknown[] = [];
const anything: PayloadSchema<unknown> = { safeParse: (data) => ({ success: true, data }) };
const map = (body: Buffer | string, schema = anything) =>
  fromJson(schema, (payload) => {
    seen.push(payload);
    return drafts;
  })({ account: 'us', kind: 'resource', topic: 'orders/create', resourceType: 'order', resourceId: '1', vendorRevision: null, orderKeys: [], asOf: null, via: 'webhook', contentType: null, body: Buffer.from(body) });

it('gives the schema every digit of the body', () => {
  expect(map('\uFEFF{"id": 900719925474099393, "amount": 10.10}')).toEqual({ ok: true, value: drafts });
  expect(seen).toEqual([{ id: '900719925474099393', amount: '10.10' }]);
});

it.each([
  ['a body that is not UTF-8', Buffer.of(0x7b, 0xff, 0x7d), 'not_utf8', 'the body is not UTF-8'],
  ['a body that is not JSON', '{"name": "Jane', 'not_json', expect.not.stringContaining('Jane') as string],
])('refuses %s', (_, body, code, text) => {
  expect(map(body)).toMatchObject({ ok: false, failure: { kind: 'invalid', cause: { code, text } } });
});

it('names the first five places that do not fit the schema', () => {
  const issues = [['lines', 0, 'price'], [], ['b'], ['c'], ['d'], ['e']].map((path) => ({ path, message: 'expected string' }));
  const result = map('{}', { safeParse: () => ({ success: false, error: { issues } }) });
  expect(result).toMatchObject({
    ok: false,
    failure: { kind: 'invalid', action: 'reading order payload', cause: { text: 'lines[0].price: expected string; payload: expected string; b: expected string; c: expected string; d: expected string' } },
  });
});
