import { failed, failure, ok, type Result } from '@tributary/kernel';
import type { Secrets } from '@tributary/service-host';

const action = 'checking signature';
/** A burst of deliveries reads a secret's file once; no vendor stops signing with the old secret within seconds of a rotation. */
const cacheMs = 5_000;

/**
 * Whether a delivery is signed with any of the secrets that the references name, at `now` (epoch ms): the current one
 * and during a rotation the previous one. `isSignedWith` compares in constant time. `unauthorized` where none fits;
 * `unavailable` where one that cannot be read might have, so that the vendor sends the delivery again.
 */
export type SignatureCheck = (references: readonly (string | undefined)[], now: number, isSignedWith: (secret: string) => boolean) => Result<void>;

export function createSignatureCheck(secrets: Secrets): SignatureCheck {
  const cache = new Map<string, { readonly secret: Result<string>; readonly readAt: number }>();
  const read = (reference: string, now: number): Result<string> => {
    const known = cache.get(reference);
    if (known !== undefined && now - known.readAt < cacheMs) return known.secret;
    const secret = secrets.read(reference);
    cache.set(reference, { secret, readAt: now });
    return secret;
  };
  return (references, now, isSignedWith) => {
    const keys = references.flatMap((reference) => (reference === undefined ? [] : [read(reference, now)]));
    if (keys.some((key) => key.ok && isSignedWith(key.value))) return ok();
    const [unreadable] = keys.flatMap((key) => (key.ok ? [] : [key.failure]));
    if (unreadable !== undefined) return failed(failure('unavailable', action, { cause: unreadable }));
    return failed(failure('unauthorized', action, { cause: { code: 'wrong_signature', text: 'it fits none of the account’s secrets' } }));
  };
}
