import { createServer } from 'node:net';

/**
 * A port of 127.0.0.1 that nobody listens on now. Where a server can be given port 0 itself, do that: between this answer and the
 * server's start another process may take the port.
 */
export async function freePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1' }, () => {
      const address = server.address();
      server.close(() => {
        if (typeof address === 'object' && address) resolve(address.port);
        else reject(new Error('choosing a free port: the system named none'));
      });
    });
  });
}
