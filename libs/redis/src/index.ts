export { createRedis, type RedisConnection } from './connection.ts';
export { createInFlightLimiter, type AcquireOptions, type InFlightLimiter, type LimiterOptions, type Place } from './in-flight.ts';
