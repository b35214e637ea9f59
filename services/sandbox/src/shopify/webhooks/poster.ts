import * as http from 'node:http';
import * as https from 'node:https';

export interface Poster {
  /** Resolves with the status once the whole answer is read; rejects on time-out or a cut connection. Redirects are not followed. */
  post(url: string, headers: Record<string, string>, body: Buffer): Promise<number>;
  close(): void;
}

/** Plain node:http with kept-alive sockets: thousands of deliveries must not cost the machine under test its processor. */
export function createPoster(timeoutMs: number, maxSockets: number): Poster {
  const plain = new http.Agent({ keepAlive: true, maxSockets });
  const secure = new https.Agent({ keepAlive: true, maxSockets });
  const open = new Set<http.ClientRequest>();

  const post: Poster['post'] = (url, headers, body) =>
    new Promise((resolve, reject) => {
      const isSecure = url.startsWith('https:');
      const options = { method: 'POST', agent: isSecure ? secure : plain, headers: { ...headers, 'Content-Length': String(body.length) } };
      const request = (isSecure ? https : http).request(url, options, (response) => {
        response.resume();
        response.once('end', () => resolve(response.statusCode ?? 0));
        response.once('error', reject);
      });
      const timer = setTimeout(() => request.destroy(new Error('timed out')), timeoutMs);
      open.add(request);
      request.once('error', reject);
      request.once('close', () => {
        clearTimeout(timer);
        open.delete(request);
        // An answer cut short ends without `end` and without an error; a promise that is already settled ignores this.
        reject(new Error('connection closed'));
      });
      request.end(body);
    });

  return {
    post,
    close() {
      for (const request of open) request.destroy();
      plain.destroy();
      secure.destroy();
    },
  };
}
