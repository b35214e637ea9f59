import type { StackAddresses } from './addresses.ts';
import { addressesFromEnvironment } from './addresses.ts';
import { foldersFor } from './folders.ts';
import { checkAll } from './parts.ts';
import { up } from './up.ts';

export type { StackAddresses } from './addresses.ts';
export { stackEnvironment } from './addresses.ts';

/**
 * The addresses of a stack whose servers all answer: the ones that the environment names, else the local stack, started if need be and
 * left running. May be called by any number of processes at the same time.
 */
export async function ensureStack(options: { onProgress?: (line: string) => void } = {}): Promise<StackAddresses> {
  const given = addressesFromEnvironment(process.env);
  if (!given) return await up(foldersFor(), options.onProgress ?? (() => undefined));
  await checkAll(given);
  return given;
}
