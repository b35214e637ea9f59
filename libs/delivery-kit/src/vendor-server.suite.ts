import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FulfillmentRequest } from '@tributary/contracts';
import { failed, failure, ok, parseJson } from '@tributary/kernel';
import type { Permit, Sink } from './sink.ts';

export type VendorCall = { readonly by: string; readonly what: 'create' | 'look'; readonly reference: string; /** By `performance.now`. */ readonly at: number };

/** A vendor behind HTTP, for specs of several processes. `holds` says of which callers it keeps the answer for ever, and whether it takes their orders first. */
export async function startVendorServer(holds: Readonly<Record<string, (reference: string) => 'taken' | 'lost'>> = {}) {
  const calls: VendorCall[] = [];
  const taken: string[] = [];
  const create = (by: string, reference: string): 'answered' | 'silent' => {
    const hold = holds[by]?.(reference);
    if (hold !== 'lost') taken.push(reference);
    return hold === undefined ? 'answered' : 'silent';
  };
  const server = createServer((request, response) => {
    const [, what, by = '', reference = ''] = (request.url ?? '').split('/').map(decodeURIComponent);
    calls.push({ by, what: what === 'create' ? 'create' : 'look', reference, at: performance.now() });
    if (what === 'create' && create(by, reference) === 'silent') return;
    response.writeHead(200, { connection: 'close' }).end(JSON.stringify({ found: taken.includes(reference) }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    taken,
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A sink over that server; `by` names the calling process. */
export function vendorServerSink(url: string, by: string): Sink<FulfillmentRequest> {
  const call = async (what: VendorCall['what'], reference: string, permit: Permit) => {
    const leave = permit.check();
    if (!leave.ok) return leave;
    try {
      const answer = await fetch(`${url}/${[what, by, reference].map(encodeURIComponent).join('/')}`, { method: 'POST', signal: permit.signal });
      return parseJson(await answer.text(), 'answer of the vendor');
    } catch {
      return failed(failure('unavailable', 'calling the vendor', { cause: { code: 'cut', text: 'no answer' } }));
    }
  };
  return {
    async execute({ reference }, permit) {
      const answer = await call('create', reference, permit);
      return answer.ok ? ok({ state: 'succeeded', reference: `LX-${reference}`, confirmedBy: 'answer', allocation: [] }) : answer;
    },
    async verify({ reference }, permit) {
      const answer = await call('look', reference, permit);
      if (!answer.ok) return answer;
      const isFound = (answer.value as { found: boolean }).found;
      return ok(isFound ? { state: 'found', reference: `LX-${reference}`, allocation: [] } : { state: 'absent' });
    },
    check: async () => failed(failure('invalid', 'looking after an order', { cause: { code: 'nothing_submitted', text: 'the vendor answers at once' } })),
  };
}
