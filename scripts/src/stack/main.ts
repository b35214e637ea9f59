import { parseArgs } from 'node:util';
import { addressesFromEnvironment, stackEnvironment } from './addresses.ts';
import type { StackAddresses } from './addresses.ts';
import { down } from './down.ts';
import { foldersFor } from './folders.ts';
import { ensureStack } from './index.ts';
import { reasonOf } from './reason.ts';
import { runningAddresses, statusLines } from './status.ts';
import { keepStack } from './users.ts';

const usage = `Usage: scripts/stack up | down [--wipe] | status | env

  up             start Kafka, the schema registry, PostgreSQL and Redis on this machine, or find them running; their data is kept
  down           stop them; --wipe removes their data too
  status         what runs where
  env            the addresses as shell commands, for: eval "$(scripts/stack env)"

With KAFKA_BROKERS, SCHEMA_REGISTRY_URL, DATABASE_URL and REDIS_URL set, those servers are used and none is started.
TRIBUTARY_CACHE names the folder for downloads, data and logs (default: ~/.cache/tributary).`;

process.exitCode = await main().catch((cause: unknown) => {
  console.error(`scripts/stack: ${reasonOf(cause)}`);
  return 1;
});

async function main(): Promise<number> {
  const { positionals, values } = parseArgs({ allowPositionals: true, options: { wipe: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h' } } });
  const folders = foldersFor();
  const say = (line: string): void => console.error(line);
  switch (values.help ? 'help' : (positionals[0] ?? 'nothing')) {
    case 'up':
      keepStack(folders);
      printExports(await ensureStack({ onProgress: say }));
      return 0;
    case 'down': {
      const wasRunning = await down(folders, { wipe: values.wipe, onProgress: say });
      say(`stack: ${wasRunning ? 'stopped' : 'was not running'}${values.wipe ? ', data removed' : ''}`);
      return 0;
    }
    case 'status': {
      const status = statusLines(folders);
      console.log(status.lines.join('\n'));
      return status.isUp ? 0 : 3;
    }
    case 'env': {
      const addresses = addressesFromEnvironment(process.env) ?? runningAddresses(folders);
      if (!addresses) throw new Error('the stack is not running; start it with: scripts/stack up');
      printExports(addresses);
      return 0;
    }
    case 'help':
      console.log(usage);
      return 0;
    default:
      console.error(usage);
      return 2;
  }
}

function printExports(addresses: StackAddresses): void {
  for (const [name, value] of Object.entries(stackEnvironment(addresses))) console.log(`export ${name}='${value.replaceAll("'", `'\\''`)}'`);
}
