import { connect } from 'node:net';

/** Undefined: wait for more bytes. */
export type Verdict = 'answered' | Error | undefined;

/**
 * Sends bytes to a server and judges what comes back. The stack asks Kafka and Redis so, in a few lines of their protocols, because a
 * client library would keep connections, timers and opinions about retries in the supervisor.
 */
export async function ask(options: { host: string; port: number; request: Uint8Array; judge: (answer: Buffer) => Verdict; timeoutMs?: number }): Promise<void> {
  const { host, port, request, judge, timeoutMs = 3_000 } = options;
  await new Promise<void>((resolve, reject) => {
    const socket = connect({ host, port });
    let answer = Buffer.alloc(0);
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)));
    socket.once('connect', () => socket.write(request));
    socket.on('data', (chunk) => {
      answer = Buffer.concat([answer, chunk]);
      const verdict = judge(answer);
      if (verdict === undefined) return;
      if (verdict === 'answered') resolve();
      else reject(verdict);
      socket.destroy();
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the connection was closed before the answer was complete')));
  });
}
