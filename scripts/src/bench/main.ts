import { join } from 'node:path';
import { argumentsOrEnd, cleanUp, runCommand, say } from '../demo/command.ts';
import { ensureStack } from '../stack/index.ts';
import { enterStack } from '../stack/users.ts';
import { type BenchArguments, readArguments, usage } from './arguments.ts';
import { prepareGround } from './ground.ts';
import { measureIntake } from './intake.ts';
import { selfTimes } from './profile.ts';
import { type Report, reportLines, thisMachine } from './report.ts';
import { measureTracker } from './tracker.ts';

const root = join(import.meta.dirname, '../../..');
const listed = 15;

await runCommand('bench', main);

async function main(): Promise<number> {
  const args = argumentsOrEnd(readArguments, usage);
  const report = await measure(args);
  await cleanUp.run();
  if (cleanUp.interrupted()) return 130;
  const lines = `${reportLines(report).join('\n')}\n`;
  if (args.json) process.stdout.write(`${JSON.stringify(report)}\n`);
  (args.json ? process.stderr : process.stdout).write(lines);
  return report.intake.lost === 0 ? 0 : 1;
}

async function measure({ json: _, ...options }: BenchArguments): Promise<Report> {
  const { requests, rounds, trackerRounds, concurrency, profile } = options;
  const { signal } = cleanUp;
  cleanUp.add('stack', (await enterStack()).leave);
  const stack = await ensureStack({ onProgress: say });
  cleanUp.stopIfInterrupted();
  const measuredAt = new Date().toISOString();
  const ground = await prepareGround({ root, stack, profile, say, track: cleanUp.add, signal });
  const intake = await measureIntake(ground, { requests, rounds, concurrency, say });
  const tracker = await measureTracker(ground, { rounds: trackerRounds, say, signal });
  const profiles = Object.fromEntries(['ingest-shopify', 'state-tracker'].map((name) => [name, selfTimes(join(ground.profiles, name), listed)]));
  return { measuredAt, machine: thisMachine(), options, intake, tracker, ...(profile ? { profiles } : {}) };
}
