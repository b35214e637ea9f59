export { createMemoryBroker, type MemoryBroker, type MemoryDeadLetter, type MemoryOptions } from './memory.ts';
export { done, park, retry, skip, stop, type Outcome } from './outcome.ts';
export type { BatchHandler, Consumer, Inbound, Outbound, Position, Producer } from './ports.ts';
export { handleBatch, type Settled, type Verdict } from './verdict.ts';
