import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { explain, failed, failure, ok, type Result } from '@tributary/kernel';
import { defaultPolicies } from '@tributary/service-host';
import { options, type Account } from './config.ts';
import { createWebhook } from './webhook.ts';

/*
 * Known answers, made outside of this code:
 * openssl dgst -sha256 -hmac shpss_current_example -binary fixtures/orders-create.payload.json | base64
 * and the same with shpss_previous_example and with fixtures/orders-create-unicode.payload.json.
 */
const signatures = {
  current: 'TGjSUVrw9MqON9rKZMUEW/6vaYKjunnCNgnBFfMhGTU=',
  previous: '88lW2sGJ7BK3MrS2GUq+eoyc1s69KJ8aPFTaxxc0TkU=',
  unicode: 'Nvq08/y8Z/RnZaLhiOUG9keIE77t/CheHIhHvRTVsUo=',
};
const fixture = (name: string): Buffer => readFileSync(join(import.meta.dirname, 'fixtures', `${name}.payload.json`));
const [body, unicode] = [fixture('orders-create'), fixture('orders-create-unicode')];

const account: Account = {
  tenant: 'acme', channel: 'shopify', account: 'us', timeZone: 'America/Los_Angeles', environment: 'production', switches: { ingest: true, poll: true, deliver: true }, locations: [], policies: defaultPolicies,
  options: options.parse({ shop: 'Quill-Home.myshopify.com', webhookSecrets: { current: 'env:CURRENT', previous: 'env:PREVIOUS' }, auth: { kind: 'static', accessToken: 'env:TOKEN' } }),
};
const unreadable = failed(failure('invalid', 'reading secret', { cause: { code: 'secret_missing', text: 'the file is not there' } }));

/** Secrets that a spec can change while the webhook is in use, counting reads. */
function vault(values: Record<string, string>) {
  return {
    values,
    reads: 0,
    read(reference: string): Result<string> {
      this.reads++;
      const value = values[reference];
      return value === undefined ? unreadable : ok(value);
    },
  };
}
const both = () => vault({ 'env:CURRENT': 'shpss_current_example', 'env:PREVIOUS': 'shpss_previous_example' });

const headers = (signature: string, more: Record<string, string> = {}) => ({
  'x-shopify-topic': 'orders/create', 'x-shopify-shop-domain': 'quill-home.myshopify.com', 'x-shopify-webhook-id': 'w-1', 'x-shopify-hmac-sha256': signature, ...more,
});
const receive = (secrets = both(), signature = signatures.current, more = {}, sent = body) =>
  createWebhook([account], secrets).receive({ headers: headers(signature, more), body: sent, receivedAt: 0 });
const kindOf = (result: Result<unknown>) => (result.ok ? 'accepted' : result.failure.kind);

describe('signature', () => {
  it('is base64 of HMAC-SHA256 over the raw bytes, as openssl computes it', () => {
    expect(kindOf(receive())).toBe('accepted');
    expect(kindOf(receive(both(), signatures.unicode, {}, unicode))).toBe('accepted');
  });

  it('by the previous secret is good during a rotation, and refused once it is no longer configured', () => {
    expect(kindOf(receive(both(), signatures.previous))).toBe('accepted');
    const { previous, ...webhookSecrets } = account.options.webhookSecrets;
    const rotated: Account = { ...account, options: { ...account.options, webhookSecrets } };
    const result = createWebhook([rotated], both()).receive({ headers: headers(signatures.previous), body, receivedAt: 0 });
    expect([previous, kindOf(result)]).toEqual(['env:PREVIOUS', 'unauthorized']);
  });

  it.each(['', 'x', signatures.current.slice(0, -4), `${signatures.current}AAAA`, Buffer.from(signatures.current, 'base64').toString('hex')])('%j is refused', (signature) => {
    expect(kindOf(receive(both(), signature))).toBe('unauthorized');
  });

  it('that may belong to a secret that cannot be read is not judged, so that the delivery comes again', () => {
    expect(kindOf(receive(vault({}), signatures.current))).toBe('unavailable');
    expect(kindOf(receive(vault({ 'env:CURRENT': 'shpss_current_example' }), signatures.previous))).toBe('unavailable');
    expect(kindOf(receive(vault({ 'env:CURRENT': 'shpss_current_example' }), signatures.current))).toBe('accepted');
  });

  it('follows a rotation within seconds and reads no file per request', () => {
    const secrets = both();
    const webhook = createWebhook([account], secrets);
    const at = (receivedAt: number) => kindOf(webhook.receive({ headers: headers(signatures.current), body, receivedAt }));
    expect([at(0), at(1_000), at(4_999), secrets.reads]).toEqual(['accepted', 'accepted', 'accepted', 2]);
    Object.assign(secrets.values, { 'env:CURRENT': 'new', 'env:PREVIOUS': 'newer' });
    expect(at(5_000)).toBe('unauthorized');
  });
});

describe('sender', () => {
  it.each(['other.myshopify.com', 'quill-home.myshopify.com.evil.example', 'constructor'])('%s is no shop of ours', (shop) => {
    expect(kindOf(receive(both(), signatures.current, { 'x-shopify-shop-domain': shop }))).toBe('unauthorized');
  });
});

describe('draft', () => {
  it('names the order, so that all its events share a key', () => {
    expect(receive()).toEqual(ok({
      tenant: 'acme', account: 'us', kind: 'resource', resourceType: 'order', resourceId: '5501188330071', vendorRevision: '2026-03-02T09:14:06-08:00', topic: 'orders/create',
      deliveryId: 'w-1', via: 'webhook', verified: 'signature', contentType: null,
    }));
    const others = ['orders/updated', 'orders/cancelled', 'inventory_levels/update', 'app/uninstalled'].map((topic) => receive(both(), signatures.current, { 'x-shopify-topic': topic }));
    expect(others.map((result) => result.ok && result.value.resourceType)).toEqual(['order', 'order', 'inventory_level', 'app']);
  });

  it.each([
    ['fulfillments/create', '{"id":12,"order_id":900719925474099393,"updated_at":"2026-03-02T09:14:06-08:00"}', { kind: 'resource', resourceType: 'order', resourceId: '900719925474099393', vendorRevision: '2026-03-02T09:14:06-08:00' }],
    ['refunds/create', '{"id":12,"order_id":55}', { kind: 'resource', resourceType: 'order', resourceId: '55', vendorRevision: null }],
    ['orders/edited', '{"order_edit":{"id":12,"order_id":900719925474099393}}', { kind: 'hint', resourceType: 'order', resourceId: '900719925474099393' }],
    ['fulfillment_orders/placed_on_hold', '{"fulfillment_order":{"id":"gid://shopify/FulfillmentOrder/91","status":"on_hold"}}', { kind: 'hint', resourceType: 'fulfillment_order', resourceId: '91' }],
    ['fulfillment_orders/moved', '{"original_fulfillment_order":{"id":"gid:\\/\\/shopify\\/FulfillmentOrder\\/92"},"moved_fulfillment_order":{"id":"gid://shopify/FulfillmentOrder/93"}}', { kind: 'hint', resourceType: 'fulfillment_order', resourceId: '92' }],
    ['fulfillment_orders/merged', '{"fulfillment_order_merges":[{"fulfillment_order":{"id":"gid://shopify/FulfillmentOrder/94"}}]}', { kind: 'hint', resourceId: '94' }],
    ['fulfillment_orders/split', '{"fulfillment_order":{"id":"Mara Quill"}}', { kind: 'hint', resourceType: 'fulfillment_order', resourceId: 'w-1' }],
    ['orders/edited', '{"order_edit":null}', { kind: 'hint', resourceType: 'order', resourceId: 'w-1' }],
  ])('of %s names the order where its body does', (topic, text, expected) => {
    const sent = Buffer.from(text);
    const signature = createHmac('sha256', 'shpss_current_example').update(sent).digest('base64');
    expect(receive(both(), signature, { 'x-shopify-topic': topic }, sent)).toMatchObject({ ok: true, value: expected });
  });

  it('keeps what is rightly signed and not understood', () => {
    // printf 'not json' | openssl dgst -sha256 -hmac shpss_current_example -binary | base64
    const result = receive(both(), 'xxNILP5CpmKWxlF6WE08+nzs/ccXNWfhhfQ43pmFVRo=', { 'content-type': 'text/plain' }, Buffer.from('not json'));
    expect(result).toMatchObject({ ok: true, value: { resourceId: 'w-1', vendorRevision: null, contentType: 'text/plain' } });
  });

  it('takes nothing but an id and a time for those, as both are readable by everybody', () => {
    // printf '{"id":"Jane Roe","updated_at":"Jane Roe"}' | openssl dgst -sha256 -hmac shpss_current_example -binary | base64
    const result = receive(both(), 'fDjWjde8+Lx2fHvc/eLnhDxlLpZvfRxCvwyQHqz6vSQ=', {}, Buffer.from('{"id":"Jane Roe","updated_at":"Jane Roe"}'));
    expect(result).toMatchObject({ ok: true, value: { resourceId: 'w-1', vendorRevision: null } });
  });

  it('keeps ids above 2^53 to the last digit', () => {
    // openssl dgst -sha256 -hmac shpss_current_example -binary fixtures/orders-create-big-ids.payload.json | base64
    expect(receive(both(), 'NJT2aQ8NZKILNf3tKc93pJozISFqhPaPCRdp6h5Uc+Q=', {}, fixture('orders-create-big-ids'))).toMatchObject({ ok: true, value: { resourceId: '900719925474099393' } });
  });
});

it('tells no secret and nothing of the body', () => {
  const results = [receive(vault({})), receive(both(), 'wrong'), receive(both(), signatures.current, { 'x-shopify-topic': '' })];
  const texts = results.map((result) => (result.ok ? '' : explain(result.failure)));
  expect(texts.filter((text) => text === '' || /shpss|Mara|TGjS/.test(text))).toEqual([]);
});
