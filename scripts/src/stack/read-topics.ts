import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { addressesFromEnvironment } from './addresses.ts';
import { artefactFolder, ensureArtefacts } from './artefacts.ts';
import { checkout, createFolders, foldersFor } from './folders.ts';
import { javaCommand, quickStart } from './java.ts';
import { classPath, kafka } from './parts/kafka.ts';
import { reasonOf } from './reason.ts';
import { runningAddresses } from './status.ts';

const usage = 'Usage: scripts/read-topics PREFIX, for example scripts/read-topics tributary.order';

process.exitCode = await main(process.argv.slice(2)).catch((cause: unknown) => {
  console.error(`scripts/read-topics: ${reasonOf(cause)}`);
  return 1;
});

async function main([prefix, ...rest]: string[]): Promise<number> {
  if (prefix === undefined || rest.length > 0) {
    console.error(usage);
    return 2;
  }
  const folders = foldersFor();
  const addresses = addressesFromEnvironment(process.env) ?? runningAddresses(folders);
  if (!addresses) throw new Error('no Kafka to read: start the stack (scripts/stack up)');
  createFolders(folders);
  await ensureArtefacts([kafka], folders, (line) => console.error(line));
  // Java runs a single source file as it stands.
  const source = join(checkout, 'scripts/java/ReadTopics.java');
  const registry = addresses.schemaRegistryUrl;
  const args = ['-Xmx512m', ...quickStart, '-Dlog4j2.level=error', ...classPath(artefactFolder(kafka, folders)), source, addresses.kafkaBrokers, registry, prefix];
  return await new Promise((resolve, reject) => {
    const child = spawn(javaCommand(), args, { stdio: ['ignore', 'inherit', 'inherit'] });
    child.once('error', (cause) => reject(new Error(`running ${javaCommand()}: is Java 17 or newer installed?`, { cause })));
    child.once('close', (code) => resolve(code ?? 1));
  });
}
