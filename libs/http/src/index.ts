export { auditOf, type AuditOptions, type Said } from './audit.ts';
export { createHttpClient, type HttpClient, type HttpClientOptions } from './client.ts';
export type { BreakerPolicy } from './policy.ts';
export type { CallContext, FinishedCall, HttpRequest, Reply, SendPermit } from './request.ts';
export { sealedTokenStore, type TokenSealer } from './sealed-tokens.ts';
export { createTokens, type StoredToken, type Tokens, type TokensOptions, type TokenStore } from './tokens.ts';
export type { Limits } from './transport.ts';
export { createCallTrail, type CallTrailOptions } from './trail.ts';
