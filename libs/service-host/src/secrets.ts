import { readFileSync } from 'node:fs';
import { failed, failure, ok, type Result } from '@tributary/kernel';

/** Secrets are named, never written down: `env:NAME` or `file:/path` (a Kubernetes mount). */
export const secretReference = /^(env:[A-Za-z_][A-Za-z0-9_]*|file:\/\S+)$/;

/** Reads a secret each time it is asked for, so that a rotated file is seen without a restart. */
export type Secrets = { read(reference: string): Result<string> };

export function createSecrets(env: Record<string, string | undefined>): Secrets {
  return {
    read(reference) {
      const [scheme, name] = [reference.slice(0, reference.indexOf(':')), reference.slice(reference.indexOf(':') + 1)];
      if (scheme === 'env') return env[name] ? ok(env[name]) : missing(reference, `the environment variable ${name} is not set or empty`);
      if (scheme === 'file') return fromFile(reference, name);
      return missing('(not shown)', 'a secret is named env:NAME or file:/path');
    },
  };
}

function fromFile(reference: string, path: string): Result<string> {
  try {
    const text = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
    return text === '' ? missing(reference, 'the file is empty') : ok(text);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    return missing(reference, code === 'ENOENT' ? 'the file is not there' : `the file cannot be read (${code})`);
  }
}

function missing(reference: string, text: string): Result<never> {
  return failed(failure('invalid', `reading secret ${reference}`, { cause: { code: 'secret_missing', text } }));
}
