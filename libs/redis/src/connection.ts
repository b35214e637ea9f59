import { Redis } from 'ioredis';

/** `opened` settles with the first connection, or after 2 s without one; it never rejects. `close` is idempotent. */
export type RedisConnection = { readonly client: Redis; readonly opened: Promise<void>; close(): Promise<void> };

const openingMs = 2_000;

/**
 * Connects in the background and for ever. Nothing is queued while Redis is away and no command is sent twice or waits
 * longer than half a second: what we keep there may vanish, so a caller would rather know at once and do without.
 */
export function createRedis(url: string): RedisConnection {
  const client = new Redis(url, {
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: 500,
    connectTimeout: openingMs,
    retryStrategy: (attempt) => Math.min(attempt * 100, 2_000),
  });
  // Without a listener ioredis prints every reconnect; who uses the connection says once that it is away.
  client.on('error', () => undefined);
  const opened = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, openingMs);
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    client.once('ready', done);
    client.once('end', done);
  });
  return {
    client,
    opened,
    async close() {
      if (client.status === 'ready') await client.quit().catch(() => undefined);
      client.disconnect();
    },
  };
}
