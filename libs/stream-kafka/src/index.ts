export type { Log } from './client-log.ts';
export type { ConsumerOptions } from './consumer.ts';
export { createStream, type ProducerOptions, type Stream, type StreamOptions } from './stream.ts';
export type { AppliedTopic, PlannedTopic } from './topics.ts';
