export { createHttpClient, type HttpClient, type HttpClientOptions } from './client.ts';
export { defaultBreaker, type BreakerPolicy } from './policy.ts';
export type { CallContext, FinishedCall, HttpRequest, Reply, SendPermit } from './request.ts';
export type { Limits } from './transport.ts';
export { createCallTrail, type CallTrailOptions } from './trail.ts';
