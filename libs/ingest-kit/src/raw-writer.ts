import type { RawRow } from '@tributary/contracts';
import { failed, failure, type Result } from '@tributary/kernel';
import type { Outbound, Producer } from '@tributary/stream';
import { timedOut } from './time-limit.ts';

const action = 'writing raw record';
/** At 8 KB a sealed record the count fills first; the bytes bound a burst of large ones to 64 MB of memory. */
const [defaultRecords, defaultBytes] = [8_000, 64 * 1024 * 1024];

export type RawWriterOptions = {
  readonly producer: Producer;
  /** Records and bytes of sealed bodies that are held, waiting or in flight, before further ones are refused. */
  readonly maxRecords?: number;
  readonly maxBytes?: number;
};

/**
 * Writes raw records for many callers at once. Records that arrive while a send is in flight go out together with the
 * next one (group commit), so the delay stays near one round trip and the number of sends near one per round trip,
 * whatever the load.
 *
 * `write` answers with the result of the send that carried the record; `unavailable` at once where the queue is full or
 * closed, and after `timeoutMs` at the latest: the record may then have been written all the same, and the sender
 * repeats it. `close` refuses further records, waits for those taken and is idempotent.
 */
export type RawWriter = {
  write(record: Outbound<RawRow>, timeoutMs: number): Promise<Result<void>>;
  close(): Promise<void>;
};

type Waiting = { readonly record: Outbound<RawRow>; settle(result: Result<void>): void };

export function createRawWriter({ producer, maxRecords = defaultRecords, maxBytes = defaultBytes }: RawWriterOptions): RawWriter {
  let waiting = new Set<Waiting>();
  let sending: Promise<void> | undefined;
  let [heldRecords, heldBytes] = [0, 0];
  let isClosed = false;

  const hold = ({ record }: Waiting, sign: 1 | -1): void => {
    heldRecords += sign;
    heldBytes += sign * record.value.body.length;
  };
  const sendBatch = async (batch: readonly Waiting[]): Promise<void> => {
    const result = await sendAll(producer, batch.map(({ record }) => record));
    // One record that Kafka or the schema refuses must not refuse its neighbours.
    if (!result.ok && result.failure.kind === 'invalid' && batch.length > 1) {
      for (const entry of batch) await sendBatch([entry]);
      return;
    }
    for (const entry of batch) {
      hold(entry, -1);
      entry.settle(result);
    }
  };
  const sendWaiting = async (): Promise<void> => {
    while (waiting.size > 0) {
      const batch = [...waiting];
      waiting = new Set();
      await sendBatch(batch);
    }
    sending = undefined;
  };
  const refusal = (bytes: number): Result<never> | undefined => {
    if (isClosed) return refuse('closed', 'the process is stopping');
    if (heldRecords >= maxRecords || heldBytes + bytes > maxBytes) return refuse('queue_full', 'too many records wait for Kafka');
    return undefined;
  };

  return {
    write(record, timeoutMs) {
      const refused = refusal(record.value.body.length);
      if (refused !== undefined) return Promise.resolve(refused);
      const { promise, resolve } = Promise.withResolvers<Result<void>>();
      const timer = setTimeout(() => {
        // Not sent yet: nobody waits for it any more, so it makes room. In flight: its memory stays counted.
        if (waiting.delete(entry)) hold(entry, -1);
        resolve(timedOut(action));
      }, timeoutMs);
      const entry: Waiting = {
        record,
        settle(result) {
          clearTimeout(timer);
          resolve(result);
        },
      };
      hold(entry, 1);
      waiting.add(entry);
      sending ??= sendWaiting();
      return promise;
    },
    async close() {
      isClosed = true;
      await sending;
    },
  };
}

/** A producer that throws has a bug; its callers still get an answer, or the whole queue would wait for ever. */
async function sendAll(producer: Producer, records: readonly Outbound<RawRow>[]): Promise<Result<void>> {
  try {
    return await producer.send(records);
  } catch (error) {
    const text = error instanceof Error ? error.message : 'the producer threw';
    return failed(failure('unexpected', action, { cause: { code: 'producer_threw', text } }));
  }
}

function refuse(code: string, text: string): Result<never> {
  return failed(failure('unavailable', action, { cause: { code, text } }));
}
