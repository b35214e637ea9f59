import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);

export type Summary = { orders: number; lost: number; doubled: number; differing: number; seconds: number; violations: number; restarts: number };
export type Demo = { readonly process: ChildProcess; output(): string; /** The JSON object that it printed. */ readonly summary: Promise<Summary & { addresses: Record<string, string> }>; readonly exit: Promise<number | null> };

/** Runs `scripts/demo` as a person would. */
export function startDemo(...args: string[]): Demo {
  const child = spawn('scripts/demo', ['--headless', '--json', ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  child.stderr.on('data', (bytes: Buffer) => (text += bytes.toString()));
  const exit = once(child, 'close').then(([code]) => code as number | null);
  const summary = new Promise<Summary & { addresses: Record<string, string> }>((resolve, reject) => {
    let line = '';
    child.stdout.on('data', (bytes: Buffer) => {
      line += bytes.toString();
      if (line.endsWith('\n')) resolve(JSON.parse(line.trimEnd().split('\n').at(-1) ?? '') as Summary & { addresses: Record<string, string> });
    });
    void exit.then((code) => reject(new Error(`the demo ended with code ${code} before it said anything:\n${text}`)));
  });
  summary.catch(() => undefined);
  return { process: child, output: () => text, summary, exit };
}

/** The environment of a kept town's services. */
export function environmentOf(file: string): Record<string, string> {
  const pairs = [...readFileSync(file, 'utf8').matchAll(/^export (\w+)='(.*)'$/gm)].map(([, name = '', value = '']) => [name, value]);
  return Object.fromEntries(pairs) as Record<string, string>;
}

/** Runs `tributary …`; answers what it printed and its exit code. */
export async function tributary(env: Record<string, string>, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    return { code: 0, ...(await run(process.execPath, ['services/cli/src/main.ts', ...args], { cwd: root, env: { ...process.env, ...env } })) };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

export type ReadRecord = { readonly topic: string; readonly key: string; readonly headers: Record<string, string>; readonly value?: Record<string, unknown>; readonly undecodable?: string; /** The line as printed. */ readonly line: string };

/** Process of the local stack's broker; undefined where the environment names servers that are not ours to stop. */
export function brokerPid(): number | undefined {
  const cache = process.env['TRIBUTARY_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'tributary');
  const file = join(cache, 'run/state.json');
  if (!existsSync(file)) return undefined;
  const state = JSON.parse(readFileSync(file, 'utf8')) as { parts: { kafka?: { address: string; process?: { pid: number } } } };
  return state.parts.kafka?.address === process.env['KAFKA_BROKERS'] ? state.parts.kafka?.process?.pid : undefined;
}

/** Everything in the town's topics, read by a consumer that is not ours: Kafka's and Avro's Java libraries. */
export async function readTopics(prefix: string): Promise<ReadRecord[]> {
  const { stdout } = await run('scripts/read-topics', [prefix], { cwd: root, maxBuffer: 512 * 1024 * 1024 });
  return stdout.split('\n').filter(Boolean).map((line) => ({ ...(JSON.parse(line) as Omit<ReadRecord, 'line'>), line }));
}
