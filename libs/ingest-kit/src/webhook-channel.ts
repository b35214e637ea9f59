import type { IncomingHttpHeaders } from 'node:http';
import type { Result } from '@tributary/kernel';
import type { RawDraft } from './raw-record.ts';

/** One delivery as it came: header names in lower case, body byte for byte, `receivedAt` in epoch ms. */
export type WebhookRequest = { readonly headers: IncomingHttpHeaders; readonly body: Buffer; readonly receivedAt: number };

/**
 * What one vendor's webhooks need. `receive` is called by the intake for every delivery, synchronously, and may be
 * called again with the same delivery: it keeps no memory of deliveries. It answers the record's draft where the account is known
 * and the signature right, else a failure:
 *
 * - `unauthorized`  unknown sender, signature absent or wrong → 401
 * - `invalid`       rightly signed, yet without something that the vendor always sends → 400
 * - any other kind  we cannot tell now, a secret cannot be read for example → 503, the vendor sends it again
 *
 * A body that is rightly signed is accepted whatever it holds; to understand it is the normalizer's work.
 */
export type WebhookChannel = {
  readonly vendor: string;
  /** Path of the endpoint: "/webhooks/shopify". */
  readonly path: string;
  receive(request: WebhookRequest): Result<RawDraft>;
};

/** The header's value, or undefined where it is absent or empty. */
export function headerOf({ headers }: WebhookRequest, name: string): string | undefined {
  const value = headers[name.toLowerCase()];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
