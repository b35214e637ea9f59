import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';

import { root } from './lint/packages.ts';
import { planChannel } from './new-channel/plan.ts';
import { writePlan } from './new-channel/write.ts';

const usage = `usage: npm run new:channel -- NAME [--skip-lock]

Makes services/channel-NAME, its row in the Helm chart and its blocks in docker-compose.yml, and brings
config/schema, docs/configuration.md and package-lock.json in step (--skip-lock leaves the lock file as it is).`;

/** Exit codes: 0 made, 1 a step after it was made did not succeed, 2 nothing was touched because NAME cannot be used. */
function main(args: string[]): void {
  const { name, skipLock } = readArgs(args);
  const plan = planChannel(name, root);
  if ('refusal' in plan) refuse(plan.refusal);
  writePlan(plan, root);
  for (const { path } of plan.files) console.log(`wrote ${path}`);
  run(process.execPath, 'scripts/src/generate.ts');
  if (!skipLock) run('npm', 'install', '--package-lock-only', '--ignore-scripts');
  console.log(`Next: npm run test:spec -- services/channel-${name}; then make it the vendor's own, beginning with src/fixtures.`);
}

function readArgs(args: string[]): { name: string; skipLock: boolean } {
  try {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { 'skip-lock': { type: 'boolean', default: false } } });
    const [name, ...more] = positionals;
    if (name === undefined || more.length > 0) refuse(usage);
    return { name, skipLock: values['skip-lock'] };
  } catch {
    refuse(usage);
  }
}

function refuse(text: string): never {
  console.error(text);
  process.exit(2);
}

function run(command: string, ...args: string[]): void {
  execFileSync(command, args, { cwd: root, stdio: 'inherit' });
}

main(process.argv.slice(2));
