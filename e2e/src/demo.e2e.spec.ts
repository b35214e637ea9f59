import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { waitFor } from '@tributary/testing';
import { startDemo } from './town.ts';

/** Ingest, normalizer and sink of Shopify and of Lingxing, and the tracker. All but Lingxing’s ingest read topics. */
const services = 7;

it('loses, doubles and garbles nothing while every process of two per service is killed once, nor when everything is read again', async () => {
  const demo = startDemo('--orders', '60', '--chaos', '--instances', '2', '--replay');
  const summary = await demo.summary;
  expect(summary, demo.output()).toMatchObject({ orders: 60, lost: 0, doubled: 0, differing: 0, violations: 0, replayedGroups: services - 1, secondEffects: 0, changedOrders: 0 });
  expect(summary.restarts).toBeGreaterThanOrEqual(2 * services);
  expect(await demo.exit).toBe(0);
}, 480_000);

it('Ctrl-C stops every process that it started', async () => {
  const demo = startDemo('--orders', '400');
  await waitFor(() => /placed \d/.test(demo.output()), { timeoutMs: 60_000, description: 'the first orders to be placed' });
  const started = descendants(demo.process.pid ?? 0);
  expect(started.length).toBeGreaterThanOrEqual(5);
  demo.process.kill('SIGINT');
  expect(await demo.exit).toBe(130);
  await waitFor(() => started.every((pid) => !isRunning(pid)), { timeoutMs: 10_000, description: 'all processes of the demo to end' });
});

it('says what is wrong with its arguments', async () => {
  const demo = startDemo('--orders', 'many');
  expect(await demo.exit).toBe(2);
  expect(demo.output()).toContain('--orders many: write a number from 1 to 5000');
});

function descendants(pid: number): number[] {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  const children = rows.filter(([, parent]) => parent === pid).map(([child]) => child ?? 0);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
