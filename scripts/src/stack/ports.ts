import { createServer } from 'node:net';

/** Policy: after the wished port, 20 more at a distance of 100, all below the range from which systems take ports for outgoing calls. */
const step = 100;
const tries = 20;

/** In the order of preference: last time's port (addresses that people noted keep working), the fixed one, its relatives, then any. */
export function portCandidates(preferred: number, previous?: number): number[] {
  const relatives = Array.from({ length: tries }, (_, index) => preferred + (index + 1) * step);
  return [...new Set([...(previous === undefined ? [] : [previous]), preferred, ...relatives, 0])];
}

export async function choosePort(preferred: number, previous?: number): Promise<number> {
  for (const candidate of portCandidates(preferred, previous)) {
    const port = await bind(candidate);
    if (port !== undefined) return port;
  }
  throw new Error(`choosing a port near ${preferred}: none on 127.0.0.1 can be bound; stop what occupies them`);
}

export async function choosePorts(
  preferred: Readonly<Record<string, number>>,
  previous: Readonly<Record<string, number>> = {},
): Promise<Record<string, number>> {
  const chosen: Record<string, number> = {};
  for (const [name, port] of Object.entries(preferred)) chosen[name] = await choosePort(port, previous[name]);
  return chosen;
}

/** The port if it is free (0 asks the system for one), else undefined. */
async function bind(port: number): Promise<number | undefined> {
  return await new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : undefined));
    });
  });
}
