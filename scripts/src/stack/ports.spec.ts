import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { choosePort, portCandidates } from './ports.ts';

describe('the choice of ports', () => {
  it('prefers the last one, then the fixed one, its relatives, and any at last', () => {
    expect(portCandidates(19092, 19292).slice(0, 4)).toEqual([19292, 19092, 19192, 19392]);
    expect(portCandidates(19092).at(-1)).toBe(0);
  });

  it('passes over a port that is in use', async () => {
    const server = createServer();
    const taken = await new Promise<number>((resolve) => {
      server.listen({ port: 0, host: '127.0.0.1' }, () => {
        const address = server.address();
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    });
    const chosen = await choosePort(taken);
    server.close();
    expect(chosen).not.toBe(taken);
    expect(chosen).toBeGreaterThan(0);
  });
});
