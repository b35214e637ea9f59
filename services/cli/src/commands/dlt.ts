import type { Command } from 'commander';
import { failure } from '@tributary/kernel';
import { groupsFor, type Letter, type LetterFilter } from '@tributary/operations';
import { loadConfig } from '@tributary/service-host';
import { byOf, type ByHandOptions, countUpTo, moment, withReason } from '../arguments.ts';
import type { Operations } from '../operations.ts';
import { endUnless, endWithFailure, guarded, print } from '../output.ts';

type Letters = Pick<Operations, 'listLetters' | 'redriveLetters'>;
type FilterOptions = { json?: boolean; class?: string; key?: string; at?: string; since?: number; limit: number };

export function addDlt(program: Command, operations: Letters, configDir: string): void {
  const dlt = program.command('dlt').description('dead letters: records that a consumer group could not handle');
  addList(dlt, operations, configDir);
  addRedrive(dlt, operations, configDir);
}

function filtered(command: Command): Command {
  return command
    .argument('<group>', 'consumer group, as Kubernetes names its deployable: normalize-shopify, state-tracker …')
    .option('--class <class>', 'of this failure, "invalid.schema"')
    .option('--key <key>', 'of this record key')
    .option('--at <partition:offset>', 'this one letter')
    .option('--since <time>', 'parked since, 2026-11-23T10:00:00Z or 36h', moment)
    .option('--limit <n>', 'at most so many', countUpTo(10_000), 500);
}

function addList(dlt: Command, operations: Letters, configDir: string): void {
  filtered(dlt.command('list').description('list dead letters with why they are here, counted by failure'))
    .option('--all', 'those that were driven in again as well')
    .option('--json', 'print one JSON document')
    .action((group: string, options: FilterOptions & { all?: boolean }) =>
      guarded(options.json ?? false, async () => {
        const { json = false, all = false } = options;
        const listed = await operations.listLetters({ ...filterOf(group, options, configDir), all });
        if (!listed.ok) endWithFailure(json, listed.failure);
        print(json, { letters: listed.value }, listed.value.length === 0 ? ['No dead letter matches.'] : [...counted(listed.value), '', ...listed.value.map(letterLine)]);
      }),
    );
}

function addRedrive(dlt: Command, operations: Letters, configDir: string): void {
  withReason(filtered(dlt.command('redrive').description('have the group read dead letters once more, after what was wrong is mended; no other group reads them')))
    .option('--dry-run', 'only tell which')
    .option('--max-redrives <n>', 'leave letters that came back so often', countUpTo(100), 3)
    .action((group: string, options: FilterOptions & ByHandOptions & { dryRun?: boolean; maxRedrives: number }) =>
      guarded(options.json ?? false, async () => {
        const { json = false, dryRun = false, reason, maxRedrives } = options;
        const filter = filterOf(group, options, configDir);
        if (dryRun) return dryRunOf(json, filter, operations);
        const done = await operations.redriveLetters(filter, { by: byOf(options), reason, maxRedrives });
        if (!done.ok) endWithFailure(json, done.failure);
        const { redriven, left } = done.value;
        print(json, done.value, [`${redriven} dead letters were driven into ${group} again.`, ...(left.length === 0 ? [] : [`${left.length} came back ${maxRedrives} times or more and stay:`, ...left.map(letterLine)])]);
        endUnless(left.length === 0);
      }),
    );
}

async function dryRunOf(json: boolean, filter: LetterFilter, operations: Letters): Promise<void> {
  const listed = await operations.listLetters(filter);
  if (!listed.ok) endWithFailure(json, listed.failure);
  print(json, { letters: listed.value }, [`${listed.value.length} dead letters would be driven into ${filter.group} again:`, ...counted(listed.value)]);
}

function filterOf(group: string, { class: failureClass, key, at, since, limit, json = false }: FilterOptions, configDir: string): LetterFilter {
  const groups = groupsFor(loadConfig(configDir).config);
  if (!groups.includes(group)) endWithFailure(json, failure('invalid', 'looking for the consumer group', { cause: { code: 'unknown_group', text: `there is none called ${group}; there are ${groups.join(', ')}` } }));
  return { group, class: failureClass, key, place: at, fromMs: since, limit };
}

function counted(letters: readonly Letter[]): string[] {
  const byClass = [...Map.groupBy(letters, (letter) => letter.class)].sort(([, a], [, b]) => b.length - a.length);
  return byClass.map(([name, some]) => `${String(some.length).padStart(6)}  ${name}  ${some[0]?.text ?? ''}`);
}

function letterLine({ place, parkedAt, key, class: failureClass, text, source, redrives }: Letter): string {
  const again = redrives > 0 ? `, driven in ${redrives} times before` : '';
  return `${place}  ${new Date(parkedAt).toISOString()}  ${key}  [${failureClass}] ${text} (from ${source}${again})`;
}
