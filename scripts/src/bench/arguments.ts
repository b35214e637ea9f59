import { parseArgs } from 'node:util';
import { countOf } from '../demo/count-of.ts';

export type BenchArguments = { readonly requests: number; readonly rounds: number; readonly trackerRounds: number; readonly concurrency: number; readonly json: boolean; readonly profile: boolean };

export const usage = `Usage: npm run bench -- [--requests N] [--rounds N] [--tracker-rounds N] [--concurrency N] [--json] [--profile]

Measures the webhook intake and the state tracker beside bare baselines that run in the same minute, on the local stack.

  --requests N        webhooks of one round (default 2000, at most 20000)
  --rounds N          rounds of the intake and of its baseline, taking turns (default 3); the tracker reads the orders of all
  --tracker-rounds N  rounds of the tracker and of its baseline, taking turns (default 2)
  --concurrency N     webhooks under way at once (default 64)
  --json              the figures as one JSON object on standard output, the table on standard error
  --profile           also list the functions in which intake and tracker spend their time; the figures are slower then

Exit code 0; 1 where an acknowledged webhook or an order is missing; 2 when the arguments are wrong.`;

/** Throws with words for a person where the arguments are wrong. */
export function readArguments(args: readonly string[]): BenchArguments | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      requests: { type: 'string', default: '2000' },
      rounds: { type: 'string', default: '3' },
      'tracker-rounds': { type: 'string', default: '2' },
      concurrency: { type: 'string', default: '64' },
      json: { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const count = (name: 'requests' | 'rounds' | 'tracker-rounds' | 'concurrency', most: number): number => countOf(`--${name}`, values[name], most);
  return { requests: count('requests', 20_000), rounds: count('rounds', 20), trackerRounds: count('tracker-rounds', 20), concurrency: count('concurrency', 1_000), json: values.json, profile: values.profile };
}
