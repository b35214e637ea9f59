import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import type { FinishedCall } from '@tributary/http';
import { createSecrets, defaultPolicies } from '@tributary/service-host';
import { createAnswerReport } from './answer-report.ts';
import { auditRecord } from './audit.ts';
import { options, type Account } from './config.ts';
import { connectShops, type ShopParts } from './shops.ts';

const account = (name: string, auth: object): Account => ({
  tenant: 'acme', channel: 'shopify', account: name, timeZone: 'UTC', environment: 'production', switches: { ingest: true, poll: true, deliver: true }, locations: [], policies: defaultPolicies,
  options: options.parse({ shop: `${name}.myshopify.com`, webhookSecrets: { current: 'env:HOOK' }, auth }),
});

it('names the credential in use by a digest that any new part of it changes', () => {
  const environment: Record<string, string> = { TOKEN: 't', SECRET: 's', FIRST: 'f' };
  const parts = { host: { secrets: createSecrets(environment), log: {}, metrics: new Registry(), clock: { now: () => 0 } }, keyring: { digest: (_: string, __: string, content: string) => `digest of ${content}` }, producer: {}, tokenStore: () => ({}) } as unknown as ShopParts;
  const shops = connectShops([account('one', { kind: 'static', accessToken: 'env:TOKEN' }), account('two', { kind: 'refresh_token', clientId: 'app', clientSecret: 'env:SECRET', refreshToken: 'env:FIRST' }), account('three', { kind: 'client_credentials', clientId: 'app', clientSecret: 'env:GONE' })], parts);
  const versions = () => ['one', 'two', 'three', 'four'].map((name) => shops.credentialVersion({ tenant: 'acme', account: name }));
  expect(versions()).toEqual(['digest of t', 'digest of app\ns\nf', 'digest of app\nunreadable', '']);
  environment['FIRST'] = 'g';
  expect(versions()[1]).toBe('digest of app\ns\ng');
  shops.close();
  shops.close();
});

it('writes a call down by Shopify’s own code, which comes with status 200', () => {
  const call = (body: string, more: object = {}): FinishedCall => ({
    operation: 'order.read', method: 'POST', url: 'https://one.myshopify.com/admin/api/2026-10/graphql.json', requestBytes: 3, requestBody: Buffer.from('abc'), status: 200, reply: { status: 200, headers: {}, body: Buffer.from(body) },
    startedAt: 5, durationMs: 7, result: 'ok', context: { traceId: 'a', effectKey: null, orderKeys: ['k'] }, ...more,
  });
  const audited = (of: FinishedCall) => auditRecord(of, { tenant: 'acme', account: 'one', digest: (content) => `${content.length} bytes`, eventId: 'e' });
  expect(audited(call('{"data":{"order":{"email":"mara@example.com"}}}'))).toMatchObject({ result: 'ok', replyCode: null, requestDigest: '3 bytes', replyDigest: '47 bytes', orderKeys: ['k'] });
  expect(audited(call('{"errors":[{"message":"Throttled","extensions":{"code":"THROTTLED"}}]}'))).toMatchObject({ result: 'throttled', replyCode: 'THROTTLED' });
  expect(audited(call('', { status: null, reply: undefined, result: 'unavailable' }))).toMatchObject({ result: 'unavailable', replyCode: null, replyDigest: null });
  expect(audited(call('{"access_token":"shpat_x"}', { url: 'https://one.myshopify.com/admin/oauth/access_token' }))).toMatchObject({ result: 'ok', replyCode: null });
});

it('says once what answers lack and counts it every time', async () => {
  const lines: string[] = [];
  const metrics = new Registry();
  const report = createAnswerReport({ tenant: 'acme', account: 'one', metrics, log: { warn: (_: object, text: string) => lines.push(text) } as never });
  for (let times = 0; times < 3; times++) report.denied('order.read', ['order.customer']);
  report.servedVersion('2026-10', '2027-01');
  expect(lines).toHaveLength(2);
  expect(await metrics.metrics()).toContain('tributary_shopify_incomplete_answers_total{account="one",why="denied"} 3');
});
