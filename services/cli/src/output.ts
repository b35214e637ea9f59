import { explain, type Failure } from '@tributary/kernel';
import { ConfigurationError, configurationExitCode, type Problem, problemLine } from '@tributary/service-host';

/** Prints a command's result: lines for people, or one JSON document with --json. */
export function print(json: boolean, result: unknown, lines: readonly string[]): void {
  process.stdout.write(json ? `${JSON.stringify(result)}\n` : lines.map((line) => `${line}\n`).join(''));
}

/** Prints every problem and ends with exit code 2. */
export function endWithProblems(json: boolean, problems: readonly Problem[]): never {
  if (json) process.stdout.write(`${JSON.stringify({ problems })}\n`);
  else process.stderr.write(`${problems.map((problem) => `${problemLine(problem)}\n`).join('')}${problems.length} problem${problems.length === 1 ? '' : 's'}; nothing was done.\n`);
  process.exit(configurationExitCode);
}

/** Ends with exit code 1: the command did its work, and what it found is not as it should be. */
export function endUnless(good: boolean): void {
  if (!good) process.exitCode = 1;
}

/** What a person did wrong ends with 2, what the world did with 1. */
export function endWithFailure(json: boolean, failure: Failure): never {
  const text = explain(failure);
  if (json) process.stdout.write(`${JSON.stringify({ error: { kind: failure.kind, text } })}\n`);
  else process.stderr.write(`${text}\n`);
  process.exit(failure.kind === 'invalid' ? configurationExitCode : 1);
}

/** Runs a command; a wrong configuration is reported as such, whatever else goes wrong without a stack trace. */
export async function guarded(json: boolean, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof ConfigurationError) endWithProblems(json, error.problems);
    const text = error instanceof Error ? error.message : String(error);
    if (json) process.stdout.write(`${JSON.stringify({ error: { kind: 'unexpected', text } })}\n`);
    else process.stderr.write(`${text}\n`);
    process.exit(1);
  }
}
