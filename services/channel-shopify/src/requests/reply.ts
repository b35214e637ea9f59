import type { FailureKind } from '@tributary/kernel';

/** What a code or status means, and what to do about it, in words for staff. `waitMs` where Shopify does not say how long to wait. */
export type Meaning = { readonly kind: FailureKind; readonly advice: string; readonly waitMs?: number };

/**
 * `extensions.code` of GraphQL errors and HTTP statuses, by what follows from them. Sources: shopify.dev (Admin GraphQL
 * API, status and error codes) and threads of the vendor's forum. What refuses every call alike is `unauthorized`: the
 * account halts with a probe a minute, instead of each order waiting for a person.
 */
const codes: Readonly<Record<string, Meaning>> = {
  THROTTLED: { kind: 'throttled', advice: 'the shop’s bucket of cost points is empty', waitMs: 1_000 },
  MAX_COST_EXCEEDED: { kind: 'invalid', advice: 'the document asks for more than a single query may cost' },
  ACCESS_DENIED: { kind: 'unauthorized', advice: 'the app lacks a scope or the approval for protected customer data: grant it in the app’s settings and authorize it again' },
  SHOP_INACTIVE: { kind: 'unauthorized', advice: 'the shop is not active' },
  INTERNAL_SERVER_ERROR: { kind: 'unavailable', advice: 'Shopify met an error of its own' },
  TIMEOUT: { kind: 'unavailable', advice: 'Shopify gave up on the query' },
  BAD_REQUEST: { kind: 'invalid', advice: 'Shopify cannot use the request' },
  INVALID_VARIABLE: { kind: 'invalid', advice: 'Shopify cannot use a value of the request' },
  INVALID_FIELD_ARGUMENTS: { kind: 'invalid', advice: 'the document lacks an argument that this version demands' },
};

const statuses: Readonly<Record<number, Meaning>> = {
  400: { kind: 'invalid', advice: 'Shopify cannot use the request' },
  401: { kind: 'unauthorized', advice: 'the access token is not accepted' },
  402: { kind: 'unauthorized', advice: 'the shop is frozen for want of payment' },
  403: { kind: 'unauthorized', advice: 'the app may not use this shop' },
  404: { kind: 'unauthorized', advice: 'there is no such shop or no such version of the API: check shop and apiVersion' },
  423: { kind: 'unauthorized', advice: 'the shop is locked' },
  430: { kind: 'throttled', advice: 'Shopify takes our calls for an attack', waitMs: 60_000 },
};

/** Codes in small letters ("undefinedField", "argumentNotAccepted") are faults that GraphQL itself finds in a document. */
const documentFault: Meaning = { kind: 'invalid', advice: 'the document does not fit this version of the API' };
const unknown: Meaning = { kind: 'unexpected', advice: 'this answer is not documented' };

export function meaningOfCode(code: string): Meaning {
  if (Object.hasOwn(codes, code)) return codes[code] ?? unknown;
  return /^[a-z]/.test(code) ? documentFault : unknown;
}

/** Undefined for a status with which GraphQL answers are given. */
export function meaningOfStatus(status: number): Meaning | undefined {
  return status === 200 ? undefined : (statuses[status] ?? unknown);
}
