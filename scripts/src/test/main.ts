import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { enterStack } from '../stack/users.ts';
import { type Step, steps } from './steps.ts';

/** Runs every step, whatever the ones before said, and ends with one line that counts. */
const root = join(import.meta.dirname, '../../..');
const stack = await enterStack();
const counts = { passed: 0, failed: 0 };
let current: ReturnType<typeof spawn> | undefined;

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    current?.kill(signal);
    void stack.leave().then(() => process.exit(130));
  });
}

for (const step of steps(mkdtempSync(join(tmpdir(), 'tributary-test-')))) {
  const startedAt = performance.now();
  console.log(`\n== ${step.name}`);
  const code = await run(step);
  const result = countsOf(step, code);
  counts.passed += result.passed;
  counts.failed += result.failed;
  console.log(`== ${step.name}: ${result.failed === 0 ? 'ok' : 'FAILED'}, ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
}
await stack.leave();
console.log(`\n${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed === 0 ? 0 : 1;

function run({ command: [program, ...args] }: Step): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    current = child;
    child.once('error', () => resolve(127));
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/** A step without result file counts as one; a failed command counts as a failure even where every test passed. */
function countsOf({ resultFile }: Step, code: number): { passed: number; failed: number } {
  const own = code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  if (resultFile === undefined) return own;
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(resultFile, 'utf8')) as { numPassedTests: number; numFailedTests: number };
    return { passed: numPassedTests, failed: code === 0 ? numFailedTests : Math.max(1, numFailedTests) };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
