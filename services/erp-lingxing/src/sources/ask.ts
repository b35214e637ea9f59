import { setTimeout as sleep } from 'node:timers/promises';
import type { SendPermit } from '@tributary/http';
import { SourceError } from '@tributary/ingest-kit';
import { failed, failure, ok, type Clock } from '@tributary/kernel';
import type { LingxingClient } from '../client.ts';
import type { Envelope } from '../envelope.ts';
import type { JsonObject } from '../requests/canonical-body.ts';

export type Question = { readonly path: string; readonly operation: string; readonly body: JsonObject };

/** Asks Lingxing something that changes nothing; what it or the network does is thrown as a `SourceError`. */
export type Ask = (question: Question) => Promise<Envelope>;

/** What every reading of one account needs. */
export type AskOptions = {
  readonly client: LingxingClient;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly newTraceId: () => string;
  readonly pause?: (ms: number) => Promise<void>;
};

/** One more try, so that a page costs two time-outs and a rest at most: 42 s of the 45 s that a poller gives one. */
const tries = 2;
/** Lingxing asks for at least two seconds after a throttled call. */
const restMs = 2_000;

/** Questions of one reading, under one trace. A reading may repeat itself, so a question that was throttled or not answered is asked once more. */
export function createAsk({ client, clock, timeoutMs, newTraceId, pause = (ms) => sleep(ms) }: AskOptions, signal: AbortSignal): Ask {
  const context = { traceId: newTraceId(), effectKey: null, orderKeys: [] };
  return async (question) => {
    for (let attempt = 1; ; attempt++) {
      const answer = await client.post({ ...question, permit: readingPermit(clock.now() + timeoutMs, signal), context });
      if (answer.ok) return answer.value;
      const { kind, retryAt = 0 } = answer.failure;
      if (attempt >= tries || signal.aborted || (kind !== 'throttled' && kind !== 'unavailable')) throw new SourceError(answer.failure);
      await pause(Math.max(restMs, Math.min(retryAt - clock.now(), timeoutMs)));
    }
  };
}

/** Leave to read until the reading is ended. */
export function readingPermit(deadline: number, signal: AbortSignal): SendPermit {
  return { deadline, signal, check: () => (signal.aborted ? failed(failure('unavailable', 'reading Lingxing', { cause: { code: 'aborted', text: 'the reading was ended' } })) : ok()) };
}

/** An answer that is not the list that was asked for. */
export function noList(what: string): SourceError {
  return new SourceError(failure('unexpected', `reading ${what} of Lingxing`, { cause: { code: 'no_list', text: 'the answer is not the list that Lingxing documents' } }));
}
