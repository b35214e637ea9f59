import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { failure, type Failure } from '@tributary/kernel';
import { byOf, type ByHandOptions, moment, withReason } from '../arguments.ts';
import type { Operations, Rebuild } from '../operations.ts';
import { endWithFailure, guarded, print } from '../output.ts';

type Replays = Pick<Operations, 'requestRebuild' | 'findRebuild' | 'reEmit' | 'rePushDelivery'>;

/** The three declared replays: of facts into state, of raw records into facts, of effects. Resetting offsets is Kafka's own tool. */
export function addReplays(program: Command, operations: Replays): void {
  addRebuild(program, operations);
  addReEmit(program, operations);
  addRePush(program, operations);
}

const pollMs = 500;
/** A tracker that runs takes a request up within seconds. */
const takenUpWithinMs = 60_000;

function addRebuild(program: Command, operations: Replays): void {
  withReason(program.command('rebuild').description('derive orders anew from their stored events; the running state-tracker does it'))
    .option('--order <key>', 'this order alone')
    .action(({ order, json = false, ...options }: ByHandOptions & { order?: string }) =>
      guarded(json, async () => {
        const requested = await operations.requestRebuild({ orderKey: order ?? null, by: byOf(options), reason: options.reason });
        if (!requested.ok) endWithFailure(json, requested.failure);
        const done = await finished(requested.value, json, operations);
        print(json, { rebuild: done }, [`${done.progress} orders derived anew, ${done.changed} of them changed.`]);
      }),
    );
}

async function finished(id: string, json: boolean, { findRebuild }: Replays): Promise<Rebuild> {
  const giveUpAt = Date.now() + takenUpWithinMs;
  let shown = '';
  for (;;) {
    const found = await findRebuild(id);
    if (!found.ok) endWithFailure(json, found.failure);
    const rebuild = found.value ?? waiting(id);
    const problem = problemOf(rebuild, giveUpAt);
    if (problem !== undefined) endWithFailure(json, problem);
    if (rebuild.finishedAt !== null) return rebuild;
    shown = showProgress(rebuild, shown);
    await sleep(pollMs);
  }
}

const waiting = (id: string): Rebuild => ({ id, progress: 0, total: null, changed: 0, finishedAt: null, error: null });

function problemOf({ error, total }: Rebuild, giveUpAt: number): Failure | undefined {
  if (error !== null) return failure('rejected', 'rebuilding', { cause: { code: 'rebuild', text: error } });
  if (total !== null || Date.now() < giveUpAt) return undefined;
  return failure('unavailable', 'rebuilding', { cause: { code: 'no_tracker', text: 'no state-tracker has taken the request up; it is carried out as soon as one runs' } });
}

function showProgress({ progress, total }: Rebuild, shown: string): string {
  const line = `${progress} of ${total ?? '?'} orders\n`;
  if (line !== shown && process.stderr.isTTY) process.stderr.write(line);
  return line;
}

function addReEmit(program: Command, operations: Replays): void {
  program
    .command('re-emit')
    .description('have raw records of a vendor mapped once more, after its mapper was mended, without stopping anything')
    .argument('<vendor>', 'shopify, lingxing …')
    .option('--since <time>', 'received since, 2026-11-23T10:00:00Z or 36h (default: all that are kept)', moment)
    .option('--resource <id>', 'of this resource alone: an order’s id at its vendor')
    .option('--json', 'print one JSON document')
    .action((vendor: string, { since, resource, json = false }: { since?: number; resource?: string; json?: boolean }) =>
      guarded(json, async () => {
        const emitted = await operations.reEmit({ vendor, fromMs: since, resourceId: resource });
        if (!emitted.ok) endWithFailure(json, emitted.failure);
        print(json, { emitted: emitted.value }, [`${emitted.value} raw records are mapped once more now.`]);
      }),
    );
}

function addRePush(program: Command, operations: Replays): void {
  withReason(
    program
      .command('re-push')
      .description('carry an effect out once more, also one that was skipped or has succeeded; the target is looked at before anything is written')
      .argument('<key>', 'idempotency key, as "deliveries list" prints it'),
  ).action((key: string, options: ByHandOptions) =>
    guarded(options.json ?? false, async () => {
      const { json = false, reason } = options;
      const done = await operations.rePushDelivery({ key, reason, by: byOf(options) });
      if (!done.ok) endWithFailure(json, done.failure);
      print(json, { delivery: done.value }, [`${key} is ${done.value.state} now.`]);
    }),
  );
}
