export type { Log } from './client-log.ts';
export type { ConsumerOptions } from './consumer.ts';
export { errorOf, redriveHeaders, redrivesOf, type SourceHeaders } from './headers.ts';
export type { RangeOptions, StoredRecord, Visit } from './range.ts';
export { createStream, type ProducerOptions, type Stream, type StreamOptions } from './stream.ts';
export type { AppliedTopic, PlannedTopic } from './topics.ts';
