import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addressesFromEnvironment } from './addresses.ts';
import { artefactFolder, ensureArtefacts } from './artefacts.ts';
import { createFolders, foldersFor } from './folders.ts';
import type { Folders } from './folders.ts';
import { javaCommand, quickStart } from './java.ts';
import { classPath, kafka, logging } from './parts/kafka.ts';
import { reasonOf } from './reason.ts';
import { runningAddresses } from './status.ts';

/** A Kafka from Maven brings no shell scripts; these are the classes that they would call. */
const tools: Readonly<Record<string, string>> = {
  'topics': 'org.apache.kafka.tools.TopicCommand',
  'consumer-groups': 'org.apache.kafka.tools.consumer.group.ConsumerGroupCommand',
  'console-consumer': 'org.apache.kafka.tools.consumer.ConsoleConsumer',
  'console-producer': 'org.apache.kafka.tools.ConsoleProducer',
  'configs': 'kafka.admin.ConfigCommand',
  'get-offsets': 'org.apache.kafka.tools.GetOffsetShell',
};

const usage = `Usage: scripts/kafka TOOL [OPTIONS]

  TOOL     ${Object.keys(tools).join(', ')}
  OPTIONS  those of Kafka's own tool; --help lists them

--bootstrap-server is added: KAFKA_BROKERS if set, else the running local stack.`;

process.exitCode = await main(process.argv.slice(2)).catch((cause: unknown) => {
  console.error(`scripts/kafka: ${reasonOf(cause)}`);
  return 1;
});

async function main([name = '', ...args]: string[]): Promise<number> {
  const tool = tools[name];
  if (!tool) {
    console.error(usage);
    return 2;
  }
  const folders = foldersFor();
  const isHelp = args.includes('--help') || args.includes('--version');
  const hasServer = args.some((arg) => arg === '--bootstrap-server' || arg.startsWith('--bootstrap-server='));
  const server = hasServer || isHelp ? [] : ['--bootstrap-server', brokers(folders)];
  createFolders(folders);
  await ensureArtefacts([kafka], folders, (line) => console.error(line));
  const flags = ['-Xmx256m', ...quickStart, ...logging(logConfiguration(folders))];
  return await run([...flags, ...classPath(artefactFolder(kafka, folders)), tool, ...server, ...args]);
}

function brokers(folders: Folders): string {
  const found = process.env['KAFKA_BROKERS'] || (addressesFromEnvironment(process.env) ?? runningAddresses(folders))?.kafkaBrokers;
  if (!found) throw new Error('no Kafka to talk to: start the stack (scripts/stack up), set KAFKA_BROKERS, or give --bootstrap-server');
  return found;
}

/** Warnings to stderr, so that the tool's own output can be piped. */
function logConfiguration(folders: Folders): string {
  const file = join(folders.run, 'kafka-tool-log4j2.properties');
  const lines = [
    'status=error',
    'appender.stderr.type=Console',
    'appender.stderr.name=stderr',
    'appender.stderr.target=SYSTEM_ERR',
    'appender.stderr.layout.type=PatternLayout',
    'appender.stderr.layout.pattern=%p %m%n',
    'rootLogger.level=WARN',
    'rootLogger.appenderRef.stderr.ref=stderr',
  ];
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}

async function run(args: readonly string[]): Promise<number> {
  const child = spawn(javaCommand(), args, { stdio: 'inherit' });
  // Ctrl-C reaches both; the tool decides how to end, and we report how it did.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  return await new Promise((resolve, reject) => {
    child.once('error', (cause) => reject(new Error(`running ${javaCommand()}: is Java 17 or newer installed?`, { cause })));
    child.once('exit', (code) => resolve(code ?? 130));
  });
}
