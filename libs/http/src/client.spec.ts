import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { Registry } from 'prom-client';
import { afterEach, describe, expect, it } from 'vitest';
import { explain, failed, failure, ok, reasonOf, type Result } from '@tributary/kernel';
import { createHttpClient, type FinishedCall, type HttpClient, type HttpClientOptions, type HttpRequest, type Reply, type SendPermit } from './index.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

const open: { server: Server; client: HttpClient }[] = [];
const clock = { now: () => Date.now() };
const context = { traceId: 'a'.repeat(32), effectKey: 'effect-1', orderKeys: ['t/shopify/s/1'] };

async function setUp(handler: Handler, options: Partial<HttpClientOptions> = {}) {
  const received: string[] = [];
  const calls: FinishedCall[] = [];
  const metrics = new Registry();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push(`${request.method} ${request.url}`);
      handler(request, response, Buffer.concat(chunks).toString());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = createHttpClient({ target: 'vendor:main', metrics, clock, onCall: (call) => calls.push(call), ...options });
  open.push({ server, client });
  const call = (more: Partial<HttpRequest> = {}): Promise<Result<Reply>> => client.call({ method: 'POST', url: `${base}/orders?access_token=SECRET-1`, operation: 'order.create', body: '{"name":"PERSON-1"}', context, ...more });
  return { base, server, client, call, received, calls, metrics };
}

afterEach(() => {
  for (const { server, client } of open.splice(0)) {
    client.close();
    server.closeAllConnections();
    server.close();
  }
});

function failureOf(result: Result<Reply>) {
  if (result.ok) throw new Error(`expected a failure, got status ${result.value.status}`);
  return { kind: result.failure.kind, code: reasonOf(result.failure).code, retryAt: result.failure.retryAt, text: explain(result.failure) };
}

function permit(more: Partial<SendPermit> = {}): SendPermit {
  return { deadline: Date.now() + 60_000, signal: new AbortController().signal, check: () => ok(), ...more };
}

describe('http client', () => {
  it('ends no process by an abort after an answer that came before the request was read', async () => {
    const { call, server } = await setUp(() => undefined);
    server.removeAllListeners('request').on('request', (_request, response: ServerResponse) => void response.writeHead(413).end('{}'));
    const unheard: string[] = [];
    const note = ({ message }: Error): void => void unheard.push(message);
    process.on('uncaughtExceptionMonitor', note);
    const withdrawn = new AbortController();
    // More than the sockets buffer: the upload is still under way when the answer has been read.
    expect(await call({ signal: withdrawn.signal, body: Buffer.alloc(20_000_000) })).toMatchObject({ ok: true, value: { status: 413 } });
    withdrawn.abort();
    await new Promise((resolve) => void setImmediate(resolve));
    process.off('uncaughtExceptionMonitor', note);
    expect(unheard).toEqual([]);
  });

  it('sends the bytes given and hands status, headers and body back', async () => {
    const { call, calls, received } = await setUp((_request, response, body) => response.writeHead(201, { 'x-request-id': 'r1' }).end(body.toUpperCase()));
    const result = await call();
    expect(result.ok && [result.value.status, result.value.headers['x-request-id'], result.value.body.toString()]).toEqual([201, 'r1', '{"NAME":"PERSON-1"}']);
    expect(received).toEqual(['POST /orders?access_token=SECRET-1']);
    expect(calls).toMatchObject([{ method: 'POST', operation: 'order.create', requestBytes: 19, status: 201, result: 'ok', context }]);
    expect(calls[0]?.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/orders$/);
  });

  it('leaves 401, 403 and redirects to the vendor and follows none', async () => {
    const { call, received, base } = await setUp((request, response) => (request.url === '/moved' ? response.writeHead(302, { location: '/elsewhere' }).end() : response.writeHead(401).end('no')));
    const moved = await call({ url: `${base}/moved` });
    const refused = await call();
    expect([moved.ok && moved.value.status, refused.ok && refused.value.status]).toEqual([302, 401]);
    expect(received).toHaveLength(2);
  });

  it.each(['999999999999999', '9'.repeat(400), 'Fri, 31 Dec 9999 23:59:59 GMT'])('waits a day at most, whatever Retry-After says: %s', async (wait) => {
    const { call } = await setUp((_request, response) => response.writeHead(429, { 'retry-after': wait }).end());
    const { kind, retryAt = Number.NaN } = failureOf(await call());
    expect(kind).toBe('throttled');
    expect(Math.abs(retryAt - Date.now() - 86_400_000)).toBeLessThan(5_000);
  });

  it('calls 5xx unavailable and 429 throttled, and reads Retry-After as seconds or date', async () => {
    const later = new Date(Math.ceil(Date.now() / 1000) * 1000 + 60_000);
    const answers: [number, string | undefined][] = [[500, undefined], [503, '7'], [429, '3.0'], [429, later.toUTCString()], [429, 'soon']];
    const { call } = await setUp((_request, response) => {
      const [status, wait] = answers.shift() ?? [200, undefined];
      response.writeHead(status, wait === undefined ? {} : { 'retry-after': wait }).end();
    });
    const before = Date.now();
    const seen = [failureOf(await call()), failureOf(await call()), failureOf(await call()), failureOf(await call()), failureOf(await call())];
    expect(seen.map(({ kind, code }) => [kind, code])).toEqual([['unavailable', 'http_500'], ['unavailable', 'http_503'], ['throttled', 'http_429'], ['throttled', 'http_429'], ['throttled', 'http_429']]);
    expect(seen[1]?.retryAt).toBeGreaterThanOrEqual(before + 7_000);
    expect(seen[2]?.retryAt).toBeLessThanOrEqual(Date.now() + 3_000);
    expect([seen[0]?.retryAt, seen[3]?.retryAt, seen[4]?.retryAt]).toEqual([undefined, later.getTime(), undefined]);
  });

  it('gives up on an answer that does not start and on one that does not end', async () => {
    const { call, base } = await setUp((request, response) => {
      if (request.url === '/halfway') response.writeHead(200).write('{"code":');
    });
    const [silent, halfway] = await Promise.all([call({ timeoutMs: 60 }), call({ url: `${base}/halfway`, timeoutMs: 60 })]);
    expect([failureOf(silent), failureOf(halfway)]).toMatchObject([{ kind: 'unavailable', code: 'timeout' }, { kind: 'unavailable', code: 'timeout' }]);
  });

  it('calls a cut and a refused connection unavailable', async () => {
    const { call, calls, base } = await setUp((request, response) => {
      if (request.url === '/halfway') response.writeHead(200, { 'content-length': '100' }).write('{"code":');
      setTimeout(() => request.socket.destroy(), 5);
    });
    const cut = failureOf(await call());
    const halfway = failureOf(await call({ url: `${base}/halfway` }));
    const refused = failureOf(await call({ url: 'http://127.0.0.1:1/' }));
    expect([cut, halfway, refused]).toMatchObject([{ kind: 'unavailable', code: 'ECONNRESET' }, { kind: 'unavailable' }, { kind: 'unavailable', code: 'ECONNREFUSED' }]);
    expect(calls).toMatchObject([{ status: null, result: 'unavailable' }, { status: null, result: 'unavailable' }, { status: null, result: 'unavailable' }]);
  });

  it('calls a request that cannot be made unexpected, and does not blame the other side', async () => {
    const { call, received } = await setUp((_request, response) => void response.end(), { breaker: { failures: 1, openMs: 1_000, maxOpenMs: 1_000 } });
    expect(failureOf(await call({ method: 'GET' }))).toMatchObject({ kind: 'unexpected' });
    expect([(await call()).ok, received.length]).toEqual([true, 1]);
  });

  it('reads no more of an answer than allowed, counted after decompression', async () => {
    const { call } = await setUp((request, response) => {
      if (request.headers['x-plain'] === '1') response.writeHead(200).end('y'.repeat(20_000));
      else response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('y'.repeat(20_000)));
    }, { limits: { maxReplyBytes: 10_000 } });
    expect(failureOf(await call())).toMatchObject({ kind: 'unexpected', code: 'reply_too_large' });
    expect(failureOf(await call({ headers: { 'x-plain': '1' } }))).toMatchObject({ kind: 'unexpected', code: 'reply_too_large' });
  });

  it('opens the breaker after misses in a row, answers at once while open, and closes it by one test call', async () => {
    let answer = 500;
    const { call, received, metrics } = await setUp((_request, response) => void setTimeout(() => response.writeHead(answer).end(), 20), { breaker: { failures: 2, openMs: 80, maxOpenMs: 160 } });
    await call();
    await call();
    const refused = failureOf(await call());
    expect(refused).toMatchObject({ kind: 'unavailable', code: 'breaker_open' });
    expect(refused.retryAt).toBeGreaterThan(Date.now());
    expect(received).toHaveLength(2);
    expect(await metrics.metrics()).toContain('tributary_breaker_state{target="vendor:main"} 2');

    await new Promise((resolve) => setTimeout(resolve, 90));
    answer = 200;
    const [test, meanwhile] = await Promise.all([call(), call()]);
    expect([test.ok, failureOf(meanwhile).code, received.length]).toEqual([true, 'breaker_open', 3]);
    expect((await call()).ok).toBe(true);
    const text = await metrics.metrics();
    expect(text).toContain('tributary_breaker_state{target="vendor:main"} 0');
    expect(text).toContain('tributary_http_calls_total{target="vendor:main",operation="order.create",result="unavailable"} 4');
  });

  it('opens the breaker again, for longer, when the test call misses', async () => {
    const { call, received } = await setUp((_request, response) => void response.writeHead(500).end(), { breaker: { failures: 1, openMs: 50, maxOpenMs: 1_000 } });
    await call();
    await new Promise((resolve) => setTimeout(resolve, 60));
    await call();
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect([failureOf(await call()).code, received.length]).toEqual(['breaker_open', 2]);
  });

  it('does not count throttling against the breaker', async () => {
    const { call, received } = await setUp((_request, response) => void response.writeHead(429).end(), { breaker: { failures: 1, openMs: 1_000, maxOpenMs: 1_000 } });
    await call();
    await call();
    expect(received).toHaveLength(2);
  });

  it('sends nothing under a permit that is refused, at first or right before the write', async () => {
    const { call, received, calls } = await setUp((_request, response) => void response.end());
    const gone = failed(failure('throttled', 'checking the claim', { cause: { code: 'claim_lost', text: 'another worker has it' } }));
    expect(failureOf(await call({ permit: permit({ check: () => gone }) }))).toMatchObject({ kind: 'throttled', code: 'claim_lost' });
    let asked = 0;
    expect(failureOf(await call({ permit: permit({ check: () => (asked++ === 0 ? ok() : gone) }) }))).toMatchObject({ kind: 'throttled', code: 'claim_lost' });
    expect(failureOf(await call({ permit: permit({ deadline: Date.now() + 100 }) }))).toMatchObject({ kind: 'throttled', code: 'deadline_near' });
    expect([asked, received, calls]).toEqual([2, [], []]);
  });

  it('ends the call before the deadline of the permit', async () => {
    const { call } = await setUp(() => undefined);
    const started = Date.now();
    expect(failureOf(await call({ permit: permit({ deadline: started + 350 }) }))).toMatchObject({ kind: 'unavailable', code: 'timeout' });
    expect(Date.now() - started).toBeLessThan(350);
  });

  it('stops when the permit is withdrawn during the call', async () => {
    const withdrawn = new AbortController();
    const { call } = await setUp(() => withdrawn.abort());
    expect(failureOf(await call({ permit: permit({ signal: withdrawn.signal }) }))).toMatchObject({ kind: 'unavailable', code: 'aborted' });
  });

  it('shows neither query nor body in a failure', async () => {
    const { call, base } = await setUp((request) => void request.socket.destroy());
    const texts = [failureOf(await call()).text, failureOf(await call({ url: 'http://256.1.1.1/?access_token=SECRET-1' })).text, failureOf(await call({ url: `${base.replace('http', 'gopher')}/?access_token=SECRET-1` })).text];
    expect(texts.join('\n')).not.toMatch(/SECRET-1|PERSON-1|127\.0\.0\.1/);
    expect(texts[0]).toBe('calling vendor:main order.create: [ECONNRESET] the connection was refused, cut or could not be made');
  });
});
