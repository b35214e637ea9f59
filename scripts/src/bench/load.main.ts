import { Agent, request } from 'node:http';
import { setImmediate as breathe } from 'node:timers/promises';
import { sellers } from '../demo/sellers.ts';
import { percentile } from './figures.ts';
import { machineBusy } from './usage.ts';
import { orderWebhook, type Webhook } from './webhooks.ts';

/** Where to send webhooks of the orders `from` … `from + requests - 1`, so many at once, for so long at most. */
export type Load = { readonly url: string; readonly from: number; readonly requests: number; readonly concurrency: number; readonly withinMs: number };
export type LoadResult = { readonly acknowledged: number; readonly refused: number; readonly seconds: number; readonly p50Ms: number; readonly p99Ms: number; readonly bodyBytes: number; readonly cpuSeconds: number; /** Share of all cores, meanwhile. */ readonly machineBusy: number };

const [seller] = sellers;
if (seller === undefined) throw new Error('the demo has no seller');
const load = JSON.parse(process.argv[2] ?? '') as Load;
// Made and signed beforehand, so that the generator takes as little as it can from the process it measures.
const webhooks: Webhook[] = [];
for (let index = 0; index < load.requests; index++) {
  webhooks.push(orderWebhook(seller, load.from + index));
  if (index % 100 === 0) await breathe();
}
process.stdout.write(JSON.stringify(await run(load, webhooks)));

/** A closed loop: each of `concurrency` senders sends its next webhook when the one before was answered. */
async function run({ url, concurrency, withinMs }: Load, queue: readonly Webhook[]): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  const latencies: number[] = [];
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  const busy = machineBusy();
  let [next, refused] = [0, 0];
  const sender = async (): Promise<void> => {
    for (let webhook = queue[next++]; webhook !== undefined && performance.now() - startedAt < withinMs; webhook = queue[next++]) {
      const sentAt = performance.now();
      if ((await post(agent, url, webhook)) === 200) latencies.push(performance.now() - sentAt);
      else refused++;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, sender));
  const seconds = (performance.now() - startedAt) / 1_000;
  const { user, system } = process.cpuUsage(cpuBefore);
  agent.destroy();
  return { acknowledged: latencies.length, refused, seconds, p50Ms: percentile(latencies, 0.5), p99Ms: percentile(latencies, 0.99), bodyBytes: queue[0]?.body.length ?? 0, cpuSeconds: (user + system) / 1e6, machineBusy: busy() };
}

/** The status, or 0 where none came. */
function post(agent: Agent, url: string, { body, headers }: Webhook): Promise<number> {
  return new Promise((resolve) => {
    const sent = request(url, { method: 'POST', agent, timeout: 10_000, headers: { ...headers, 'content-length': body.length } }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0));
    });
    sent.once('timeout', () => sent.destroy()).once('error', () => resolve(0)).end(body);
  });
}
