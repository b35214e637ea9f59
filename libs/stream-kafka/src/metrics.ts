import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

export type StreamMetrics = {
  readonly consumed: Counter<'topic' | 'outcome'>;
  readonly produced: Counter<'topic'>;
  readonly batchSeconds: Histogram<'topic'>;
  readonly lag: Gauge<'topic' | 'partition'>;
};

/** Registers them, so once per registry. */
export function createMetrics(registry: Registry): StreamMetrics {
  const registers = [registry];
  return {
    consumed: new Counter({ name: 'tributary_records_consumed_total', help: 'Records by what became of them: done, skip, park, and each retry or stop.', labelNames: ['topic', 'outcome'], registers }),
    produced: new Counter({ name: 'tributary_records_produced_total', help: 'Records that all in-sync replicas have.', labelNames: ['topic'], registers }),
    batchSeconds: new Histogram({ name: 'tributary_batch_seconds', help: 'From a batch to its commit, the handler included.', labelNames: ['topic'], buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60], registers }),
    lag: new Gauge({ name: 'tributary_consumer_lag', help: 'Records behind the end of the partition after the last batch.', labelNames: ['topic', 'partition'], registers }),
  };
}
