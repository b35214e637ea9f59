import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { leaks } from './leaks.ts';
import { freePort } from './port.ts';
import { waitFor } from './wait-for.ts';

describe('leaks', () => {
  it('counts what came since and is still open, without timers', () => {
    let active = ['TCPSocketWrap', 'Timeout'];
    const leaked = leaks(() => active);
    active = ['TCPSocketWrap', 'TCPSocketWrap', 'TCPServerWrap', 'Timeout', 'Timeout'];
    expect(leaked()).toEqual({ TCPSocketWrap: 1, TCPServerWrap: 1 });
  });

  it('sees a server until it is closed', async () => {
    const leaked = leaks();
    const server = createServer().listen(await freePort(), '127.0.0.1');
    await waitFor(() => server.listening, { description: 'the server to listen' });
    expect(leaked()).toEqual({ TCPServerWrap: 1 });
    server.close();
    await waitFor(() => Object.keys(leaked()).length === 0, { description: 'the server to be closed' });
  });
});
