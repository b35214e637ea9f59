import { spawn } from 'node:child_process';
import type { PartCommand } from './part.ts';

/** Runs a command to its end; rejects with its last lines. `onLine` sees every line of stdout and stderr. */
export async function runCommand(
  action: string,
  command: PartCommand,
  options: { cwd?: string; input?: string; onLine?: (line: string) => void } = {},
): Promise<void> {
  const lines: string[] = [];
  await new Promise<void>((resolve, reject) => {
    const child = spawn(command.file, command.args, {
      cwd: options.cwd,
      env: { ...process.env, ...command.environment },
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      ...command.account,
    });
    // Whoever ends us, by Ctrl-C for example, ends what we wait for.
    const stop = (): void => void child.kill();
    process.once('exit', stop);
    const keep = (line: string): void => {
      lines.push(line);
      if (lines.length > 40) lines.shift();
      options.onLine?.(line);
    };
    eachLine(child.stdout, keep);
    eachLine(child.stderr, keep);
    child.stdin?.end(options.input);
    child.once('error', (cause) => reject(new Error(`${action}: cannot run ${command.file}`, { cause })));
    child.once('close', (code, signal) => {
      process.off('exit', stop);
      if (code === 0) resolve();
      else reject(new Error(`${action}: ${command.file} ended with ${signal ?? `code ${code}`}\n${relevant(lines).join('\n')}`));
    });
  });
}

/** Maven and friends mark the lines that matter; else the last ones have to do. */
function relevant(lines: readonly string[]): string[] {
  const errors = lines.filter((line) => /\bERROR\b/.test(line) && !/\[Help \d\]|re-run Maven|^\[ERROR\]\s*$/i.test(line));
  return (errors.length > 0 ? errors : lines).slice(-12).map((line) => `  ${line}`);
}

function eachLine(stream: NodeJS.ReadableStream | null, onLine: (line: string) => void): void {
  let rest = '';
  stream?.setEncoding('utf8');
  stream?.on('data', (chunk: string) => {
    const lines = (rest + chunk).split(/\r?\n/);
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') onLine(line);
  });
  stream?.on('end', () => {
    if (rest.trim() !== '') onLine(rest);
  });
}
