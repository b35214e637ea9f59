import type { Delivery, TopicRow } from '@tributary/contracts';
import { ok, type Result } from '@tributary/kernel';
import type { BatchHandler, Consumer, Inbound, Outbound, Outcome, Producer } from '@tributary/stream';

/** A consumer that is fed by hand and a producer that remembers, for specs that need no broker. */
export function createMemoryStream<Row extends TopicRow = 'fulfillment-request'>() {
  const published: { key: string; value: Delivery }[] = [];
  let handler: BatchHandler<Row> | undefined;
  let end: (result: Result<void>) => void = () => undefined;
  const ended = new Promise<Result<void>>((resolve) => (end = resolve));
  const consumer: Consumer<Row> = {
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
    async push(...records: Outbound<Row>[]): Promise<readonly Outcome[]> {
      return (await handler?.(records.map(inbound), new AbortController().signal)) ?? [];
    },
    outcomesOf: (idempotencyKey: string): Delivery[] => published.map(({ value }) => value).filter((delivery) => delivery.idempotencyKey === idempotencyKey),
  };
}

/** A record as a consumer gives it. */
export function inbound<Row extends TopicRow>(record: Outbound<Row>): Inbound<Row> {
  return { ...record, position: { topic: record.row, partition: 0, offset: '0' } } as unknown as Inbound<Row>;
}
