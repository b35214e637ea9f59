import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { failed, failure, ok, type Result } from '@tributary/kernel';

/**
 * Sealed bytes = version (1) | nonce (12) | tag (16) | AES-256-GCM of the deflated plain bytes. The key's scope is
 * authenticated with it, so that a value cannot be moved under another order's name unnoticed. Each key seals far
 * fewer than 2^32 values, the bound for random nonces (NIST SP 800-38D §8.3).
 */
const version = 1;
const [nonceEnd, tagEnd] = [13, 29];

export function seal(key: Buffer, scope: string, plain: Uint8Array): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(scope));
  const text = Buffer.concat([cipher.update(deflateRawSync(plain)), cipher.final()]);
  return Buffer.concat([Buffer.of(version), nonce, cipher.getAuthTag(), text]);
}

export function open(key: Buffer, scope: string, sealed: Uint8Array): Result<Buffer> {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  if (bytes[0] !== version) return unreadable(`sealed with unknown version ${bytes[0] ?? 'none'}`);
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, nonceEnd), { authTagLength: 16 }).setAAD(Buffer.from(scope));
    decipher.setAuthTag(bytes.subarray(nonceEnd, tagEnd));
    return ok(inflateRawSync(Buffer.concat([decipher.update(bytes.subarray(tagEnd)), decipher.final()])));
  } catch {
    return unreadable('sealed under another key or altered');
  }
}

function unreadable(text: string): Result<never> {
  return failed(failure('invalid', 'opening sealed field', { cause: { code: 'unreadable', text } }));
}
