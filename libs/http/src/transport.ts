import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import got, { RequestError, TimeoutError } from 'got';
import { during, failed, failure, ok, type Failure, type Result } from '@tributary/kernel';
import type { HttpRequest, Reply } from './request.ts';

export type Limits = {
  /** Name look-up, connect and TLS each, ms. */
  readonly connectMs: number;
  /** The whole call, ms. */
  readonly timeoutMs: number;
  /** Decompressed bytes of an answer. */
  readonly maxReplyBytes: number;
};

/** `sent` is false where the permit was refused before a byte was written. */
export type Exchange = { readonly sent: boolean; readonly result: Result<Reply> };

export type Transport = { exchange(request: HttpRequest, action: string, budgetMs: number): Promise<Exchange>; close(): void };

/** One HTTP exchange: no retry, no redirect, no unbounded answer. Answers every transport fault as a failure value. */
export function createTransport({ connectMs, maxReplyBytes }: Limits): Transport {
  const agent = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) };
  return {
    async exchange(request, action, budgetMs) {
      const leave: { refused?: Failure } = {};
      try {
        return { sent: true, result: ok(await read(open(request, budgetMs, leave), maxReplyBytes)) };
      } catch (error) {
        if (leave.refused !== undefined) return { sent: false, result: failed(during(action, leave.refused)) };
        return { sent: true, result: failed(transportFailure(error, action)) };
      }
    },
    close() {
      agent.http.destroy();
      agent.https.destroy();
    },
  };

  function open(request: HttpRequest, budgetMs: number, leave: { refused?: Failure }) {
    const signals = [request.signal, request.permit?.signal].filter((signal) => signal !== undefined);
    const stream = got.stream(request.url, {
      method: request.method,
      headers: { 'user-agent': 'tributary', ...request.headers },
      ...(request.body === undefined ? {} : { body: request.body }),
      ...(signals.length === 0 ? {} : { signal: AbortSignal.any(signals) }),
      agent,
      retry: { limit: 0 },
      followRedirect: false,
      throwHttpErrors: false,
      timeout: { lookup: connectMs, connect: connectMs, secureConnect: connectMs, request: budgetMs },
      hooks: {
        beforeRequest: [
          () => {
            const asked = request.permit?.check();
            if (asked === undefined || asked.ok) return;
            leave.refused = asked.failure;
            throw new Error('permit refused');
          },
        ],
      },
    });
    // Where the answer came before the whole request was sent, got heeds the signal even after the last byte was read:
    // nobody listens any more, and Node ends a process for an error unheard.
    stream.on('error', () => undefined);
    return stream;
  }
}

class ReplyTooLarge extends Error {}

async function read(stream: ReturnType<typeof got.stream>, maxBytes: number): Promise<Reply> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop by a throw destroys the stream, and with it the socket.
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw new ReplyTooLarge();
    chunks.push(chunk);
  }
  const { response } = stream;
  if (response === undefined) throw new Error('stream ended without a response');
  return { status: response.statusCode, headers: flatten(response.headers), body: Buffer.concat(chunks) };
}

function flatten(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]));
}

/** Only codes are kept: messages of Node and got may quote the address with its query. */
function transportFailure(error: unknown, action: string): Failure {
  if (error instanceof ReplyTooLarge) return failure('unexpected', action, { cause: { code: 'reply_too_large', text: 'the answer is larger than we accept; it was not read' } });
  if (error instanceof TimeoutError) return failure('unavailable', action, { cause: { code: 'timeout', text: `no answer in time (${error.event})` } });
  const code = error instanceof RequestError ? error.code : 'ERR_CALL';
  if (code === 'ERR_ABORTED') return failure('unavailable', action, { cause: { code: 'aborted', text: 'we gave up waiting for the answer' } });
  if (code === 'ERR_INVALID_URL' || code === 'ERR_UNSUPPORTED_PROTOCOL') return failure('invalid', action, { cause: { code: 'bad_address', text: 'the configured address is not an http or https address' } });
  // Not the network's fault but a request that cannot be made as asked; it must not open the breaker.
  if (/^ERR_(CALL|GOT|INVALID)/.test(code)) return failure('unexpected', action, { cause: { code, text: 'the request could not be made; this is a defect of the caller' } });
  return failure('unavailable', action, { cause: { code, text: 'the connection was refused, cut or could not be made' } });
}
