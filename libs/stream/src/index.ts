export { done, park, retry, skip, stop, type Outcome } from './outcome.ts';
export type { BatchHandler, Consumer, Inbound, Outbound, Position, Producer } from './ports.ts';
