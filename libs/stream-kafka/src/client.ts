import { Kafka, logLevel, type RetryOptions } from 'kafkajs';
import type { Clock } from '@tributary/kernel';
import { createClientLog, type Log } from './client-log.ts';
import { stopIdleTimer } from './request-queue.ts';
import { createSockets, type Sockets } from './sockets.ts';

/** Where the brokers are, and who we are to them. */
export type Cluster = { readonly brokers: readonly string[]; readonly clientId: string; readonly log: Log; readonly clock: Clock };
export type ClientOptions = { readonly requestTimeoutMs: number; readonly retry: RetryOptions; /** Which broker to try first. */ readonly first?: number; readonly sockets?: Sockets };

/** The only place that makes a kafkajs client. */
export function createClient({ brokers, clientId, log, clock }: Cluster, { requestTimeoutMs, retry, first = 0, sockets = createSockets() }: ClientOptions): Kafka {
  stopIdleTimer();
  const start = first % brokers.length;
  return new Kafka({
    brokers: [...brokers.slice(start), ...brokers.slice(0, start)],
    clientId,
    connectionTimeout: 1_000,
    requestTimeout: requestTimeoutMs,
    // All of them, because under NODE_ENV=test kafkajs has other defaults.
    retry: { factor: 0.2, multiplier: 2, initialRetryTime: 300, maxRetryTime: 5_000, ...retry },
    socketFactory: sockets.factory,
    logLevel: logLevel.WARN,
    logCreator: createClientLog(log, clock),
  });
}

/** The innermost error, with the protocol's error name where the broker gave one. kafkajs wraps what it gave up retrying. */
export function originOf(error: unknown): { readonly name: string; readonly type: string | undefined; readonly text: string } {
  let origin = error;
  for (let inner = innerOf(origin); inner !== undefined; inner = innerOf(origin)) origin = inner;
  if (!(origin instanceof Error)) return { name: 'Error', type: undefined, text: String(origin) };
  const type = 'type' in origin && typeof origin.type === 'string' ? origin.type : undefined;
  return { name: origin.name, type, text: origin.message };
}

function innerOf(error: unknown): Error | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.cause instanceof Error) return error.cause;
  return 'errors' in error && Array.isArray(error.errors) ? error.errors.find((one) => one instanceof Error) : undefined;
}
