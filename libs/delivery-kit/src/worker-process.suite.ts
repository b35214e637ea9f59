import { createDatabase, createLedger } from '@tributary/postgres';
import type { Result } from '@tributary/kernel';
import type { Ledger } from './ledger.ts';
import { acme, create, stepOptions } from './scenario.suite.ts';
import { vendorServerSink } from './vendor-server.suite.ts';
import { createWorker } from './worker.ts';

/**
 * A worker as a process of its own, for `processes.int.spec.ts`. Prints one line for each thing that happened: `round`
 * once it looked for work, `stopping` and `awake` around a stop of its own, `step` after each step. It ends when it is
 * killed, or with whoever started it.
 */
process.stdin.resume().on('end', () => process.exit());
const [databaseUrl = '', vendorUrl = '', name = '', stopsAfter = '', leaseMs = ''] = process.argv.slice(2);
const ledger: Ledger = createLedger(createDatabase(databaseUrl, { poolSize: 6 }));

/** Pipes are written to synchronously, so the line is out before the process stands still. */
const say = (line: string): void => void process.stdout.write(`${line}\n`);
let hasStopped = false;
async function stopAfter<T>(what: string, work: Promise<Result<T>>, isIt: (value: T) => boolean): Promise<Result<T>> {
  const result = await work;
  if (stopsAfter !== what || hasStopped || !result.ok || !isIt(result.value)) return result;
  hasStopped = true;
  say('stopping');
  process.kill(process.pid, 'SIGSTOP');
  say('awake');
  return result;
}

const worker = createWorker({
  ...stepOptions(
    {
      ...ledger,
      dueAccounts: (accounts) => ledger.dueAccounts(accounts).finally(() => say('round')),
      claim: (account, options) => stopAfter('claim', ledger.claim(account, options), (claimed) => claimed.length > 0),
      send: (claim, id) => stopAfter('send', ledger.send(claim, id), (row) => row !== undefined),
    },
    [create(vendorServerSink(vendorUrl, name))],
  ),
  target: acme.target,
  accounts: [acme],
  concurrency: 4,
  lease: { leaseMs: Number(leaseMs), marginMs: Math.floor(Number(leaseMs) / 3) },
  pollMs: 50,
  graceMs: 1_000,
  onStep: () => say('step'),
});
await worker.run(new AbortController().signal);
