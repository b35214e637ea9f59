import { randomBytes } from 'node:crypto';

/** Long enough for a hint, short enough for PostgreSQL's 63 characters with something behind it. */
const labelLength = 20;

/**
 * A name that no other test, run or checkout uses: `t-<label>-<random>`. Fit for topics, groups, subjects, Redis keys and, with quotes,
 * databases.
 */
export function freshNamespace(label: string): string {
  return `t-${slug(label)}-${randomBytes(5).toString('hex')}`;
}

function slug(label: string): string {
  const plain = label
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, labelLength)
    .replaceAll(/^-+|-+$/g, '');
  if (plain === '') throw new Error(`naming a test namespace: "${label}" has no letter or digit from a-z and 0-9`);
  return plain;
}
