import { failed, failure, type Failure, type Result } from '@tributary/kernel';
import type { TopicRow } from '@tributary/contracts';
import type { Outcome } from './outcome.ts';
import type { BatchHandler, Inbound } from './ports.ts';

/** An outcome after which the record is not given again. */
export type Settled = Extract<Outcome, { kind: 'done' | 'skip' | 'park' }>;

/**
 * What follows from a handler's answer, the same for every broker: `settled` are the outcomes before the first `retry`
 * or `stop`, in order; their offsets are committed. From there on the batch is unsettled, and `halted` says why; what
 * the handler answered after that point does not count, those records are given again.
 */
export type Verdict = {
  readonly settled: readonly Settled[];
  readonly halted: Extract<Outcome, { kind: 'retry' | 'stop' }> | undefined;
};

/** Calls the handler once. A handler that throws, or answers with another number of outcomes than records, stops the consumer. */
export async function handleBatch<Row extends TopicRow>(handler: BatchHandler<Row>, records: readonly Inbound<Row>[], signal: AbortSignal): Promise<Verdict> {
  const action = `handling records of ${records[0]?.row ?? 'no topic'}`;
  const answer = await callHandler(handler, records, signal, action);
  if (!answer.ok) return stopped(answer.failure);
  if (answer.value.length !== records.length) {
    const text = `the handler answered ${answer.value.length} outcomes to ${records.length} records`;
    return stopped(failure('unexpected', action, { cause: { code: 'outcome_count', text } }));
  }
  return verdictOf(answer.value);
}

const stopped = (failure: Failure): Verdict => ({ settled: [], halted: { kind: 'stop', failure } });

function verdictOf(outcomes: readonly Outcome[]): Verdict {
  const settled: Settled[] = [];
  for (const outcome of outcomes) {
    if (outcome.kind === 'retry' || outcome.kind === 'stop') return { settled, halted: outcome };
    settled.push(outcome);
  }
  return { settled, halted: undefined };
}

async function callHandler<Row extends TopicRow>(
  handler: BatchHandler<Row>,
  records: readonly Inbound<Row>[],
  signal: AbortSignal,
  action: string,
): Promise<Result<readonly Outcome[]>> {
  try {
    return { ok: true, value: await handler(records, signal) };
  } catch (error) {
    return failed(thrown(action, error));
  }
}

/** The error's message may quote a record, so only its name and the place that threw are told. */
function thrown(action: string, error: unknown): Failure {
  if (!(error instanceof Error)) return failure('unexpected', action, { cause: { code: 'thrown', text: `a ${typeof error} was thrown` } });
  const place = error.stack?.split('\n').find((line) => /^\s+at /.test(line))?.trim() ?? 'at an unknown place';
  return failure('unexpected', action, { cause: { code: error.name, text: place } });
}
