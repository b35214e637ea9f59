import { describe, expect, it } from 'vitest';
import type { FinishedCall } from '@tributary/http';
import { auditRecord } from './audit.ts';

const call = (more: Partial<FinishedCall> = {}): FinishedCall => ({
  operation: 'order.create', method: 'POST', url: 'https://openapi.lingxing.com/pb/mp/order/v2/create', requestBytes: 2, requestBody: Buffer.from('{}'),
  status: 200, reply: { status: 200, headers: {}, body: Buffer.from('{"code":"2001003","msg":"access token expire"}') }, startedAt: 1_000, durationMs: 40, result: 'ok',
  context: { traceId: 'a'.repeat(32), effectKey: 'key-1', orderKeys: ['acme/shopify/us-shop/1'] }, ...more,
});
const options = { tenant: 'acme', account: 'main', digest: (content: Uint8Array) => `digest of ${content.length} bytes`, eventId: 'event-1' };

describe('audit record of a call', () => {
  it('shows codes and digests, never contents, and judges by Lingxing’s own code', () => {
    expect(auditRecord(call(), options)).toEqual({
      eventId: 'event-1', tenant: 'acme', channel: 'lingxing', account: 'main', recordedAt: 1_000, traceId: 'a'.repeat(32), effectKey: 'key-1', orderKeys: ['acme/shopify/us-shop/1'],
      method: 'POST', url: 'https://openapi.lingxing.com/pb/mp/order/v2/create', requestBytes: 2, requestDigest: 'digest of 2 bytes', status: 200, replyCode: '2001003',
      replyDigest: 'digest of 46 bytes', result: 'unauthorized', durationMs: 40,
    });
  });

  it('keeps the result of a call that was not answered or not in JSON', () => {
    expect(auditRecord(call({ status: null, reply: undefined, result: 'unavailable' }), options)).toMatchObject({ status: null, replyCode: null, replyDigest: null, result: 'unavailable' });
    expect(auditRecord(call({ reply: { status: 200, headers: {}, body: Buffer.from('<html>') } }), options)).toMatchObject({ replyCode: null, result: 'ok' });
  });
});
