import { createCipheriv, createHash } from 'node:crypto';
import { canonicalJson } from '@tributary/kernel';
import type { Json } from './requests/canonical-body.ts';

/** Bytes that an appId may have: it is the AES key, and AES has keys of these lengths only. */
export const appIdLengths: readonly number[] = [16, 24, 32];

/**
 * The text that is signed: `k=v` of every parameter, sorted by key, joined by `&`, not URL-encoded. Empty strings take
 * no part; objects and arrays are compact JSON. Source: apidoc.lingxing.com, "sign"; keys sorted inside values too,
 * which is ours (see `canonicalBody`).
 */
export function signedText(parameters: Readonly<Record<string, Json>>): string {
  return Object.keys(parameters)
    .sort()
    .map((name) => [name, valueText(parameters[name] ?? null)] as const)
    .filter(([, text]) => text !== '')
    .map(([name, text]) => `${name}=${text}`)
    .join('&');
}

/**
 * AES-ECB (PKCS#7, key = the bytes of the appId) over the upper-case hex MD5 of the signed text, as base64. URL-encode
 * it once. Good for two minutes from the `timestamp` among the parameters, so it is made anew for every attempt.
 */
export function sign(appId: string, parameters: Readonly<Record<string, Json>>): string {
  const key = Buffer.from(appId);
  if (!appIdLengths.includes(key.length)) throw new RangeError(`signing request: the appId has ${key.length} bytes, an AES key has ${appIdLengths.join(', ')}`);
  const digest = createHash('md5').update(signedText(parameters)).digest('hex').toUpperCase();
  const cipher = createCipheriv(`aes-${key.length * 8}-ecb`, key, null);
  return Buffer.concat([cipher.update(digest, 'utf8'), cipher.final()]).toString('base64');
}

function valueText(value: Json): string {
  return typeof value === 'string' ? value : canonicalJson(value);
}
