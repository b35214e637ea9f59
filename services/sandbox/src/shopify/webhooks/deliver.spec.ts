import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createEngine } from '../../sandbox.ts';
import { createDeliverer, retryWaitMs, type Deliverer } from './deliver.ts';
import { createPoster } from './poster.ts';
import type { Webhook } from './webhook.ts';

interface Arrival {
  id: string | undefined;
  hmac: string | undefined;
  body: string;
}

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close();
});

async function receiver(onPost: (res: ServerResponse, count: number) => void): Promise<{ url: string; arrivals: Arrival[] }> {
  const arrivals: Arrival[] = [];
  const server: Server = createServer((req: IncomingMessage, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const header = (name: string): string | undefined => req.headers[name]?.toString();
      arrivals.push({ id: header('x-shopify-webhook-id'), hmac: header('x-shopify-hmac-sha256'), body: Buffer.concat(chunks).toString() });
      onPost(res, arrivals.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, arrivals };
}

function deliverer(knobs: unknown = {}, timeoutMs = 3_000, concurrency = 4): Deliverer {
  const engine = createEngine({ timeScale: 20_000, seed: 3 });
  expect(engine.faults.put({ shopify: knobs })).toEqual([]);
  const created = createDeliverer(engine, createPoster(timeoutMs, concurrency), concurrency);
  open.unshift(created);
  return created;
}

function webhook(url: string, webhookId = 'w-1'): Webhook {
  const headers = { 'X-Shopify-Webhook-Id': webhookId, 'X-Shopify-Hmac-Sha256': 'signed' };
  const body = Buffer.from('{"id":830000000000000007,"x":"München"}');
  return { webhookId, eventId: 'e-1', topic: 'orders/create', shop: 's', orderId: '1', url, headers, body, subscriptionId: null };
}

const delivered = (subject: Deliverer, count: number): Promise<void> => vi.waitFor(() => expect(subject.summary().delivered).toBe(count), { interval: 3 });

describe('webhook delivery', () => {
  it('retries what is not 2xx with the same id, signature and bytes until it is taken', async () => {
    const { url, arrivals } = await receiver((res, count) => res.writeHead([503, 302, 401][count - 1] ?? 200).end());
    const subject = deliverer();
    subject.send(webhook(url));
    await delivered(subject, 1);
    expect(arrivals).toHaveLength(4);
    expect(new Set(arrivals.map((arrival) => JSON.stringify(arrival))).size).toBe(1);
    expect(arrivals[0]).toEqual({ id: 'w-1', hmac: 'signed', body: '{"id":830000000000000007,"x":"München"}' });
    expect(subject.deliveries()).toMatchObject([{ webhookId: 'w-1', attempts: 4, lastStatus: 200, isDelivered: true }]);
    expect(subject.summary()).toMatchObject({ total: 1, waiting: 0, attempts: 4, failedAttempts: 3 });
  });

  it('counts silence, a cut connection and an absent receiver as failures', async () => {
    const { url, arrivals } = await receiver((res, count) => {
      if (count === 1) return;
      if (count === 2) res.destroy();
      else res.writeHead(200).end();
    });
    const subject = deliverer({}, 100);
    subject.send(webhook(url));
    subject.send(webhook('http://127.0.0.1:1/', 'w-2'));
    await delivered(subject, 1);
    // A busy machine may be late once more, so three is the least.
    expect(arrivals.length).toBeGreaterThanOrEqual(3);
    expect(subject.deliveries()[1]).toMatchObject({ isDelivered: false, lastStatus: 'ECONNREFUSED' });
  });

  it('sends a duplicate under the same id, and again when the answer is lost', async () => {
    const taken = await receiver((res) => res.writeHead(204).end());
    const duplicating = deliverer({ duplicateWebhookRate: 1 });
    duplicating.send(webhook(taken.url));
    await vi.waitFor(() => expect(taken.arrivals).toHaveLength(2), { interval: 3 });
    expect(taken.arrivals[1]).toEqual(taken.arrivals[0]);
    await delivered(duplicating, 1);

    const losing = deliverer({ loseAnswerRate: 1 });
    losing.send(webhook(taken.url, 'w-3'));
    await vi.waitFor(() => expect(taken.arrivals.length).toBeGreaterThan(3), { interval: 3 });
    expect(losing.deliveries()).toMatchObject([{ lastStatus: 'answer lost', isDelivered: false }]);
  });

  it('holds back more than its share of connections', async () => {
    let inFlight = 0;
    let most = 0;
    const { url } = await receiver((res) => {
      most = Math.max(most, (inFlight += 1));
      setTimeout(() => {
        inFlight -= 1;
        res.writeHead(200).end();
      }, 4);
    });
    const subject = deliverer({}, 3_000, 3);
    for (let index = 0; index < 12; index += 1) subject.send(webhook(url, `w-${index}`));
    await delivered(subject, 12);
    expect(most).toBe(3);
  });

  it('spreads eight unscaled retries over just under four hours, and never waits longer than two seconds', () => {
    const waits = Array.from({ length: 8 }, (_, index) => 56_000 * 2 ** index);
    expect(waits.reduce((total, wait) => total + wait, 0) / 3_600_000).toBeCloseTo(3.97, 2);
    expect(retryWaitMs(1, (ms) => ms / 500)).toBe(112);
    expect(retryWaitMs(9, (ms) => ms / 500)).toBe(2_000);
  });
});
