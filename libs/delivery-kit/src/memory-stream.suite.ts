import type { Delivery, FulfillmentRequest } from '@tributary/contracts';
import { ok, type Result } from '@tributary/kernel';
import type { BatchHandler, Consumer, Outcome, Producer } from '@tributary/stream';

/** A consumer that is fed by hand and a producer that remembers, for specs that need no broker. */
export function createMemoryStream() {
  const published: { key: string; value: Delivery }[] = [];
  let handler: BatchHandler<'fulfillment-request'> | undefined;
  let end: (result: Result<void>) => void = () => undefined;
  const ended = new Promise<Result<void>>((resolve) => (end = resolve));
  const consumer: Consumer<'fulfillment-request'> = {
    run(given) {
      handler = given;
      return ended;
    },
    polledAt: () => 0,
    close: async () => end(ok()),
  };
  const producer: Producer = {
    async send(records) {
      for (const record of records) if (record.row === 'delivery') published.push({ key: record.key, value: record.value as Delivery });
      return ok();
    },
    close: async () => undefined,
  };
  return {
    consumer, producer, published,
    /** Ends the consumer as a broker's failure would. */
    stop: (result: Result<void>) => end(result),
    async push(...requests: FulfillmentRequest[]): Promise<readonly Outcome[]> {
      const records = requests.map((value, index) => ({ row: 'fulfillment-request' as const, key: value.orderKey, value, position: { topic: 'requests', partition: 0, offset: String(index) } }));
      return (await handler?.(records, new AbortController().signal)) ?? [];
    },
    outcomesOf: (request: FulfillmentRequest): Delivery[] =>
      published.map(({ value }) => value).filter(({ orderKeys, subjectId }) => orderKeys[0] === request.orderKey && subjectId === String(request.part)),
  };
}
