export { backoffMs, type Backoff } from './backoff.ts';
export type { Clock } from './clock.ts';
export { addDecimals, compareDecimals, divideDecimals, fromUnits, isDecimal, multiplyDecimals, subtractDecimals, toUnits } from './decimal.ts';
export { during, explain, failure, isFailure, reasonOf, type Failure, type FailureKind, type Reason } from './failure.ts';
export { canonicalJson, parseJson } from './json.ts';
export { amountText, minorDigits, type Money } from './money.ts';
export { orderKey, parseOrderKey, type OrderKeyParts } from './order-key.ts';
export { partitionOf } from './partition.ts';
export { failed, ok, type Result } from './result.ts';
