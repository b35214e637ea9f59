import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export type Program = { readonly name: string; readonly script: string; readonly args?: readonly string[]; /** Options of Node itself. */ readonly nodeArgs?: readonly string[]; readonly env: Record<string, string> };

/** A process of the demo. One that ends by itself is started again, as an orchestrator would, and counted. */
export type Child = {
  readonly name: string;
  /** Of the process that runs now. */
  pid(): number | undefined;
  restarts(): number;
  /** SIGKILL, no warning; it is started again like one that ended by itself. */
  kill(): Promise<void>;
  /** Asks it to end, insists after a while; it stays down until `resume`. */
  stop(): Promise<void>;
  resume(): void;
};

const restartAfterMs = 300;
const stopWithinMs = 8_000;

export function startChild(program: Program, root: string, logFile: string): Child {
  const log = createWriteStream(logFile, { flags: 'a' });
  let stopping = false;
  let restarts = 0;
  let current = launch(program, root, log);
  let ended = onceEnded(current);

  const start = (): void => {
    current = launch(program, root, log);
    ended = onceEnded(current);
    watch(current);
  };
  const watch = (child: ChildProcess): void => {
    child.once('exit', (code, signal) => {
      if (stopping) return;
      restarts++;
      log.write(`--- ${program.name} ended (${signal ?? `code ${code}`}); starting it again\n`);
      setTimeout(() => stopping || start(), restartAfterMs);
    });
  };
  watch(current);

  return {
    name: program.name,
    pid: () => current.pid,
    restarts: () => restarts,
    async kill() {
      const gone = ended;
      current.kill('SIGKILL');
      await gone;
    },
    async stop() {
      stopping = true;
      current.kill('SIGTERM');
      const timer = setTimeout(() => current.kill('SIGKILL'), stopWithinMs);
      await ended;
      clearTimeout(timer);
    },
    resume() {
      stopping = false;
      start();
    },
  };
}

/** Runs a program to its end, which the signal brings about early; throws with what it printed where it does not end with 0. */
export async function runToEnd(program: Program, root: string, signal: AbortSignal): Promise<string> {
  const child = spawn(process.execPath, [program.script, ...(program.args ?? [])], { cwd: root, env: { ...process.env, ...program.env }, stdio: ['ignore', 'pipe', 'pipe'], signal });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (output += bytes.toString()));
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (code !== 0) throw new Error(`${program.name} ended with code ${code}:\n${output}`);
  return output;
}

function launch(program: Program, root: string, log: WriteStream): ChildProcess {
  const child = spawn(process.execPath, ['--enable-source-maps', ...(program.nodeArgs ?? []), program.script, ...(program.args ?? [])], { cwd: root, env: { ...process.env, ...program.env }, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  return child;
}

function onceEnded(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => child.once('exit', () => resolve()));
}

/** Asks until the address answers 200; throws after the time with what it last heard. */
export async function untilAnswers(url: string, what: string, withinMs: number): Promise<void> {
  const deadline = Date.now() + withinMs;
  let last = 'no answer';
  while (Date.now() < deadline) {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
    if (response?.ok) return;
    if (response !== undefined) last = `${response.status} ${(await response.text()).slice(0, 200)}`;
    await sleep(100);
  }
  throw new Error(`waiting for ${what}: ${last}`);
}
