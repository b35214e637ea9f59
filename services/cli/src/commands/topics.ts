import { type Command, InvalidArgumentError } from 'commander';
import { topicsFor } from '@tributary/operations';
import { loadConfig } from '@tributary/service-host';
import type { Operations } from '../operations.ts';
import { endWithFailure, guarded, print } from '../output.ts';

type Options = { json?: boolean; replication: number };

export function addTopics(program: Command, operations: Operations, configDir: string): void {
  program
    .command('topics')
    .description('topics and schemas')
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
}

function positiveInteger(text: string): number {
  if (!/^[1-9]\d?$/.test(text)) throw new InvalidArgumentError('Write a number from 1 to 99.');
  return Number(text);
}
