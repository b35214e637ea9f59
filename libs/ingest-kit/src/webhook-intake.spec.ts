import { once } from 'node:events';
import { connect } from 'node:net';
import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failed, failure, ok, type Result } from '@tributary/kernel';
import { rawScope, type Keyring } from '@tributary/sealing';
import { createLogger } from '@tributary/service-host';
import { createMemoryBroker, type Producer } from '@tributary/stream';
import { waitFor } from '@tributary/testing';
import { memoryKeyring } from './memory.suite.ts';
import { createRawWriter } from './raw-writer.ts';
import type { RawDraft } from './raw-record.ts';
import { headerOf, type WebhookChannel } from './webhook-channel.ts';
import { createWebhookIntake, type WebhookIntakeOptions } from './webhook-intake.ts';

const now = Date.parse('2026-03-01T12:00:00Z');
const away = failed(failure('unavailable', 'writing records', { cause: { code: 'ECONNREFUSED', text: 'no broker' } }));

/** "Signed" means that the header says so; the vendors' own rules are their suites' business. */
const channel: WebhookChannel = {
  vendor: 'acme',
  path: '/webhooks/acme',
  receive(request): Result<RawDraft> {
    const signed = headerOf(request, 'X-Signed');
    if (signed === 'unreadable') return failed(failure('unavailable', 'reading secret'));
    if (signed === 'bug') throw new Error('Jane Roe is in this message');
    if (signed !== 'yes') return failed(failure('unauthorized', 'checking signature', { cause: { code: 'unsigned', text: 'X-Signed is missing' } }));
    const id = headerOf(request, 'x-id');
    if (id === undefined) return failed(failure('invalid', 'reading headers', { cause: { code: 'missing_header', text: 'X-Id is missing' } }));
    return ok({ tenant: 't', account: headerOf(request, 'x-account') ?? 'main', kind: 'resource', resourceType: 'order', resourceId: 'PO 1/2', vendorRevision: null, topic: 'orders/create', deliveryId: id, via: 'webhook', verified: 'signature', contentType: null });
  },
};
const account = (name: string, ingest: boolean) => ({ tenant: 't', account: name, switches: { ingest } });
const signed = { 'x-signed': 'yes', 'x-id': 'delivery-1' };

let server: Server;
let metrics: Registry;
let logged: string[];
const broker = () => createMemoryBroker({ clock: { now: () => now } });
let memory: ReturnType<typeof broker>;

async function start(options: Partial<WebhookIntakeOptions> & { producer?: Producer } = {}): Promise<void> {
  metrics = new Registry();
  logged = [];
  const log = createLogger('spec', 'trace');
  for (const level of ['trace', 'debug', 'info', 'warn', 'error'] as const) log[level] = (...line: unknown[]) => void logged.push(`${level} ${JSON.stringify(line)}`);
  const intake = createWebhookIntake({
    channel,
    accounts: [account('main', true), account('paused', false)],
    writer: createRawWriter({ producer: options.producer ?? memory.producer() }),
    keyring: memoryKeyring('t'),
    clock: { now: () => now },
    newTraceId: () => '0af7651916cd43dd8448eb211c80319c',
    log,
    metrics,
    bodyLimitBytes: 1_000_000,
    ...options,
  });
  server = createServer(express().use(intake));
  await once(server.listen(0, '127.0.0.1'), 'listening');
}

beforeEach(() => {
  memory = broker();
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const post = (headers: Record<string, string>, body: string | Buffer = '{"id":1}', path = channel.path) => fetch(`${address()}${path}`, { method: 'POST', headers, body });
const raws = () => memory.records('raw.acme');

describe('a delivery that is stored', () => {
  it('is answered 200 {} and sealed byte for byte', async () => {
    const keyring = memoryKeyring('t');
    await start({ keyring });
    const body = Buffer.from('{"name":"Zoë",  "n":1.10}\n\u0000');
    const answer = await post(signed, body);
    expect([answer.status, await answer.text()]).toEqual([200, '{}']);
    const [record] = raws();
    expect(record).toMatchObject({ key: 't/main/order/PO%201%2F2', value: { channel: 'acme', recordedAt: now, keyId: 'raw:2026-03-01', deliveryId: 'delivery-1', traceId: '0af7651916cd43dd8448eb211c80319c' } });
    expect(record?.value.body.includes('Zo')).toBe(false);
    const keys = await keyring.prepare([rawScope('t', now)]);
    expect(keys.ok && keys.value.open(rawScope('t', now), record?.value.body ?? Buffer.alloc(0))).toEqual(ok(body));
  });

  it('is written again when it comes again, under one id; another body is another record', async () => {
    await start();
    for (const body of ['{"id":1}', '{"id":1}', '{"id":2}']) expect((await post(signed, body)).status).toBe(200);
    const ids = raws().map(({ value }) => value.eventId);
    expect([ids.length, new Set(ids).size, ids[0] === ids[1]]).toEqual([3, 2, true]);
  });

  it('carries on the trace of a valid traceparent', async () => {
    await start();
    await post({ ...signed, traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' });
    await post({ ...signed, traceparent: 'nonsense' });
    expect(raws().map(({ value }) => value.traceId)).toEqual(['4bf92f3577b34da6a3ce929d0e0e4736', '0af7651916cd43dd8448eb211c80319c']);
  });

  it('is counted by account and status', async () => {
    await start();
    await post(signed);
    await post({});
    const text = await waitFor(async () => {
      const found = await metrics.metrics();
      return found.includes('status="401"') && found;
    }, { description: 'both deliveries in the metrics' });
    expect(text).toContain('tributary_webhooks_received_total{vendor="acme",account="main",status="200"} 1');
    expect(text).toContain('tributary_webhooks_received_total{vendor="acme",account="unknown",status="401"} 1');
    expect(text).toContain('tributary_webhook_seconds_count{vendor="acme"} 2');
  });
});

describe('a delivery that is refused', () => {
  const answers = async (answer: Response, status: number, error: string): Promise<void> => {
    const body = (await answer.json()) as Record<string, string>;
    expect([answer.status, Object.keys(body), body['error']]).toEqual([status, ['error', 'text', 'traceId'], error]);
    expect(raws()).toEqual([]);
  };

  it.each([
    ['an unsigned one', {}, 401, 'unauthorized'],
    ['one without what the vendor always sends', { 'x-signed': 'yes' }, 400, 'invalid'],
    ['one whose secret cannot be read', { 'x-signed': 'unreadable' }, 503, 'unavailable'],
    ['one for an account whose ingest is off', { ...signed, 'x-account': 'paused' }, 503, 'unavailable'],
    ['one for an account that is not configured', { ...signed, 'x-account': 'nobody' }, 503, 'unavailable'],
    ['a compressed one', { ...signed, 'content-encoding': 'gzip' }, 415, 'unsupported_encoding'],
    ['one that meets a bug', { 'x-signed': 'bug' }, 500, 'unexpected'],
  ])('%s', async (_, headers, status, error) => {
    await start();
    await answers(await post(headers as Record<string, string>), status, error);
  });

  it('a larger one than the limit, told by its content-length', async () => {
    await start();
    await answers(await post(signed, 'x'.repeat(1_000_001)), 413, 'too_large');
  });

  it('a larger one than the limit in chunks, of which no more than the limit is kept', async () => {
    await start();
    await answers(await chunked(signed, Array.from({ length: 400 }, () => Buffer.alloc(65_536))), 413, 'too_large');
  });

  it('one whose sealed body would not fit into a record', async () => {
    await start();
    const noise = Buffer.from(Array.from({ length: 950_000 }, (_, index) => (index * 2_654_435_761) >>> 24));
    const scrambled = noise.map((byte, index) => byte ^ ((Math.imul(index ^ (index >>> 7), 0x9e3779b1) >>> 13) & 255));
    await answers(await post(signed, Buffer.from(scrambled)), 413, 'too_large');
  });

  it('by GET, with the allowed method', async () => {
    await start();
    const answer = await fetch(`${address()}${channel.path}`);
    expect(answer.headers.get('allow')).toBe('POST');
    await answers(answer, 405, 'method_not_allowed');
  });

  it('on another path', async () => {
    await start();
    expect((await post(signed, '{}', '/webhooks/other')).status).toBe(404);
    expect(raws()).toEqual([]);
  });

  it('tells neither the sender nor the log what was in it or where our code is', async () => {
    await start();
    const answers = await Promise.all([post({}, 'Jane Roe'), post({ 'x-signed': 'yes' }, 'Jane Roe'), post({ ...signed, 'content-encoding': 'br' }, 'Jane Roe')]);
    const texts = await Promise.all(answers.map((answer) => answer.text()));
    expect([...texts, ...logged].filter((text) => /Jane|\.ts|node_modules|stack/.test(text))).toEqual([]);
  });

  it('leaves no stack trace in the answer to a bug', async () => {
    await start();
    const text = await (await post({ 'x-signed': 'bug' })).text();
    expect(text).not.toMatch(/Jane|\.ts|Error|at /);
  });
});

describe('while something is away', () => {
  const refused = async (): Promise<void> => {
    const began = performance.now();
    const answer = await post(signed);
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(performance.now() - began).toBeLessThan(4_900);
    expect(await answer.json()).toMatchObject({ error: 'unavailable' });
  };

  it('Kafka says no: 503 with Retry-After', async () => {
    await start({ producer: { send: () => Promise.resolve(away), close: () => Promise.resolve() } });
    await refused();
    expect(logged.join()).toContain('no broker');
  });

  it('Kafka hangs: 503 within 4 s', async () => {
    await start({ producer: { send: () => new Promise(() => undefined), close: () => Promise.resolve() } });
    await refused();
  });

  it.each<[string, Keyring['prepare']]>([
    ['say no', () => Promise.resolve(away)],
    ['hang', () => new Promise(() => undefined)],
  ])('the salts %s: 503 in time', async (_, prepare) => {
    await start({ keyring: { ...memoryKeyring('t'), prepare }, answerWithinMs: 100 });
    await refused();
    expect(raws()).toEqual([]);
  });

  it('a sender that goes away in the middle of its body leaves nothing behind', async () => {
    await start();
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(`POST ${channel.path} HTTP/1.1\r\nhost: x\r\nx-signed: yes\r\nx-id: 1\r\ncontent-length: 100\r\n\r\n{"id"`);
    socket.destroy();
    expect((await post(signed)).status).toBe(200);
    expect(raws()).toHaveLength(1);
  });
});

/** fetch knows no chunked body without streams of its own; this one has no content-length either. */
async function chunked(headers: Record<string, string>, chunks: readonly Buffer[]): Promise<Response> {
  const request = httpRequest(`${address()}${channel.path}`, { method: 'POST', headers });
  const answered = once(request, 'response');
  for (const chunk of chunks) if (!request.write(chunk)) await once(request, 'drain');
  request.end();
  const [message] = (await answered) as [IncomingMessage];
  const body = await message.setEncoding('utf8').reduce<string>((text, chunk: string) => text + chunk, '');
  return new Response(body, { status: message.statusCode ?? 0 });
}
