import { type Command, InvalidArgumentError } from 'commander';
import { topicsFor } from '@tributary/operations';
import { loadConfig } from '@tributary/service-host';
import type { Operations } from '../operations.ts';
import { endUnless, endWithFailure, guarded, print } from '../output.ts';

type Options = { json?: boolean; replication: number };

export function addTopics(program: Command, operations: Operations, configDir: string): void {
  const topics = program.command('topics').description('topics and schemas');
  topics
    .command('apply')
    .description('create and adjust the topics that the configuration needs and register their schemas')
    .option('--replication <n>', 'replicas of new topics', positiveInteger, 1)
    .option('--json', 'print one JSON document')
    .action(({ json = false, replication }: Options) =>
      guarded(json, async () => {
        const applied = await operations.applyTopics(topicsFor(loadConfig(configDir).config), replication);
        if (!applied.ok) endWithFailure(json, applied.failure);
        print(json, { topics: applied.value }, applied.value.map(({ topic, result, changes }) => `${result.padEnd(8)}${topic}${result === 'changed' ? `: ${changes.join(', ')}` : ''}`));
      }),
    );
  topics
    .command('diff')
    .description('tell what apply would do, without doing it; exit code 1 if there is a difference')
    .option('--replication <n>', 'replicas that apply would be given', positiveInteger, 1)
    .option('--json', 'print one JSON document')
    .action(({ json = false, replication }: Options) =>
      guarded(json, async () => {
        const planned = await operations.diffTopics(topicsFor(loadConfig(configDir).config), replication);
        if (!planned.ok) endWithFailure(json, planned.failure);
        const differing = planned.value.filter(({ result }) => result !== 'same');
        const lines = differing.map(({ topic, result, changes }) => `${result.padEnd(8)}${topic}${changes.length > 0 ? `: ${changes.join(', ')}` : ''}`);
        print(json, { topics: planned.value }, differing.length === 0 ? [`All ${planned.value.length} topics are as declared.`] : lines);
        endUnless(differing.length === 0);
      }),
    );
}

/** Replicas, as an option of the command line. */
export function positiveInteger(text: string): number {
  if (!/^[1-9]\d?$/.test(text)) throw new InvalidArgumentError('Write a number from 1 to 99.');
  return Number(text);
}
