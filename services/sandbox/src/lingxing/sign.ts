import { createCipheriv, createHash } from 'node:crypto';
import { isObject, parseKeepingNumbers, stringify } from '../engine/json.ts';

/** `k=v&…` over the sorted keys, raw; a key with an empty string takes no part. */
export function canonicalText(params: Record<string, unknown>): string {
  return Object.keys(params)
    .sort()
    .filter((key) => params[key] !== '' && params[key] !== undefined)
    .map((key) => `${key}=${valueText(params[key])}`)
    .join('&');
}

const valueText = (value: unknown): string => (typeof value === 'string' ? value : stringify(value));

export const md5Upper = (text: string): string => createHash('md5').update(text, 'utf8').digest('hex').toUpperCase();

/** The app id is the AES key, and its length chooses the variant. The padding block makes every sign of an app end alike. */
function encryptHex(hex: string, appId: string): string {
  const key = Buffer.from(appId, 'utf8');
  const cipher = createCipheriv(`aes-${key.length * 8}-ecb`, key, null);
  return cipher.update(hex, 'utf8', 'base64') + cipher.final('base64');
}

export const signOf = (params: Record<string, unknown>, appId: string): string => encryptHex(md5Upper(canonicalText(params)), appId);

/**
 * Every sign a correct client may have made for this body. How the vendor's server writes nested values back is unknown and client
 * libraries disagree about key order and numbers, so each reading is accepted; more than one entry means the body invites the quarrel.
 */
export function acceptableSigns(credentials: Record<string, string>, bodyText: string, appId: string): Set<string> {
  const asSent = topLevel(parseKeepingNumbers(bodyText));
  const readings = [asSent, sortedDeep(asSent), topLevel(JSON.parse(bodyText))];
  return new Set(readings.map((params) => signOf({ ...(params as Record<string, unknown>), ...credentials }, appId)));
}

const topLevel = (parsed: unknown): Record<string, unknown> => (isObject(parsed) ? parsed : {});

function sortedDeep(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedDeep);
  if (!isObject(value) || isNumberSource(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sortedDeep(value[key])]),
  );
}

/** `parseKeepingNumbers` stands a number in by a frozen object without prototype; taking it apart would lose the number. */
const isNumberSource = (value: Record<string, unknown>): boolean => Object.getPrototypeOf(value) === null;
