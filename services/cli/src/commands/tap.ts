import type { Command } from 'commander';
import { canonicalTopics, rawRow, type TopicRow } from '@tributary/contracts';
import { failure } from '@tributary/kernel';
import type { TappedRecord } from '@tributary/operations';
import { loadConfig } from '@tributary/service-host';
import { countUpTo, moment } from '../arguments.ts';
import type { Operations } from '../operations.ts';
import { endWithFailure, guarded } from '../output.ts';

type TapArguments = { from?: number; key?: string; limit: number; follow?: boolean; json?: boolean };

export function addTap(program: Command, operations: Pick<Operations, 'tap'>, configDir: string): void {
  program
    .command('tap')
    .description('print the records of a topic, one JSON object a line; joins no group, commits nothing; what is sealed stays sealed')
    .argument('<topic>', 'row of the topic: order, shipment, order-state, raw.shopify …')
    .option('--from <time>', 'records written since, 2026-11-23T10:00:00Z or 36h', moment)
    .option('--key <key>', 'records of this key alone')
    .option('--limit <n>', 'at most so many', countUpTo(100_000_000), 100_000_000)
    .option('--follow', 'go on with what is written later; end it with Ctrl-C')
    .option('--json', 'is what it prints anyway')
    .action((topic: string, { from, key, limit, follow = false, json = false }: TapArguments) =>
      guarded(json, async () => {
        const row = rowOf(topic, configDir, json);
        const interrupt = new AbortController();
        process.once('SIGINT', () => interrupt.abort());
        const tapped = await operations.tap(row, { fromMs: from, key, limit, follow, signal: interrupt.signal }, printRecord);
        if (!tapped.ok) endWithFailure(json, tapped.failure);
      }),
    );
}

function rowOf(topic: string, configDir: string, json: boolean): TopicRow {
  const { channels, erps } = loadConfig(configDir).config;
  const vendors = [...channels.map(({ channel }) => channel), ...erps.map(({ erp }) => erp)];
  const rows = [...canonicalTopics.map(({ row }) => row as TopicRow), ...new Set(vendors.map(rawRow))];
  const row = rows.find((known) => known === topic);
  return row ?? endWithFailure(json, failure('invalid', 'looking for the topic', { cause: { code: 'unknown_topic', text: `there is none called ${topic}; there are ${rows.join(', ')}` } }));
}

function printRecord(record: TappedRecord): void {
  process.stdout.write(`${JSON.stringify(record)}\n`);
}
