import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { waitFor } from '@tributary/testing';
import { standardTuning } from './deliverer.ts';
import { createScenario, request, type Scenario } from './scenario.suite.ts';
import { startVendorServer } from './vendor-server.suite.ts';

let scenario: Scenario;
let vendor: Awaited<ReturnType<typeof startVendorServer>>;
const processes: Process[] = [];

beforeAll(async () => {
  scenario = await createScenario('processes');
});
beforeEach(() => scenario.clear());
afterEach(async () => {
  await Promise.all(processes.splice(0).map((process) => process.kill()));
  await vendor.close();
});
afterAll(() => scenario.close());

type Process = { readonly name: string; readonly lines: readonly string[]; signal(signal: NodeJS.Signals): void; kill(): Promise<void> };

/** A worker process; `stopsAfter` names the call to the ledger after which it stops itself as by SIGSTOP, once. */
function startWorker(name: string, { stopsAfter = '', leaseMs }: { stopsAfter?: 'claim' | 'send' | ''; leaseMs: number }): Process {
  const lines: string[] = [];
  const child: ChildProcess = spawn(process.execPath, [join(import.meta.dirname, 'worker-process.suite.ts'), scenario.url, vendor.url, name, stopsAfter, String(leaseMs)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.stdout?.setEncoding('utf8').on('data', (text: string) => lines.push(...text.split('\n').filter((line) => line !== '')));
  const started: Process = {
    name,
    lines,
    signal: (signal) => void child.kill(signal),
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
  processes.push(started);
  return started;
}

const said = (process: Process, line: string, timeoutMs = 20_000) => waitFor(() => process.lines.includes(line), { description: `${process.name} to say ${line}`, timeoutMs });
const states = async () => (await scenario.rows()).map(({ state }) => state);
const allSucceeded = () => waitFor(async () => (await states()).every((state) => state === 'succeeded'), { description: 'all effects to succeed', timeoutMs: 30_000 });

describe('a process that is stopped and wakes after its lease ended', () => {
  it.each(['claim', 'send'] as const)('sends nothing (stopped after %s): another one has, and the vendor saw one creation', async (stopsAfter) => {
    vendor = await startVendorServer();
    await scenario.accept(request(1));
    const first = startWorker('first', { stopsAfter, leaseMs: 1_500 });
    await said(first, 'stopping');
    const second = startWorker('second', { leaseMs: 1_500 });
    await allSucceeded();
    const settled = await scenario.rows();

    first.signal('SIGCONT');
    await said(first, 'awake');
    await said(first, 'step');
    expect(vendor.calls.filter(({ by }) => by === first.name)).toEqual([]);
    expect(vendor.calls.filter(({ what }) => what === 'create')).toMatchObject([{ by: second.name, reference: request(1).externalNo }]);
    expect(await scenario.rows()).toEqual(settled);
  });
});

describe('a process that is killed', () => {
  it('leaves its lanes to the next one when its leases end, and nothing is sent twice', async () => {
    // A call has two thirds of it, and the process dies within that.
    const leaseMs = 4_500;
    const numbers = [1, 2, 3, 4];
    // Of half of what was under way the vendor has taken the order, of the other half it has not; it answers none.
    const odd = new Set([1, 3].map((n) => request(n).externalNo));
    vendor = await startVendorServer({ first: (reference) => (odd.has(reference) ? 'taken' : 'lost') });
    await scenario.accept(...numbers.map((n) => request(n)));
    const first = startWorker('first', { leaseMs });
    await waitFor(() => vendor.calls.length === numbers.length, { description: 'all orders to be under way', timeoutMs: 20_000 });
    const { rows } = await scenario.database.raw<{ rows: { remainingMs: number; isDueThen: boolean }[] }>(
      `select extract(epoch from claimed_until - now())::float8 * 1000 as "remainingMs", due_at = claimed_until as "isDueThen" from delivery.lanes order by 1`,
    );
    const killedAt = performance.now();
    await first.kill();
    expect(await states()).toEqual(numbers.map(() => 'in_flight'));

    const second = startWorker('second', { leaseMs });
    await allSucceeded();
    expect(vendor.taken.toSorted()).toEqual(numbers.map((n) => request(n).externalNo));
    expect(rows.map(({ isDueThen }) => isDueThen)).toEqual(numbers.map(() => true));
    const firstLook = vendor.calls.filter(({ by, what }) => by === second.name && what === 'look').map(({ at }) => at - killedAt);
    // Not before the lease ends, and then at the next round; five seconds are a busy machine's.
    expect(Math.min(...firstLook)).toBeGreaterThanOrEqual(rows[0]!.remainingMs - 100);
    expect(Math.min(...firstLook)).toBeLessThan(rows.at(-1)!.remainingMs + 5_000);
  });

  it('is replaced within 30 s as deployed', () => {
    expect(standardTuning.lease.leaseMs + standardTuning.pollMs).toBeLessThanOrEqual(30_000);
  });
});
