import type { StackAddresses } from './addresses.ts';
import type { Part } from './part.ts';
import { kafka } from './parts/kafka.ts';
import { postgres } from './parts/postgres.ts';
import { redis } from './parts/redis.ts';
import { registry } from './parts/registry.ts';
import { reasonOf } from './reason.ts';

/** The local stack, one row per server. A new server is a row here, a name in part.ts and an address in addresses.ts. */
export const parts: readonly Part[] = [kafka, registry, postgres, redis];

/** Calls every server; rejects with all that did not answer, so that one look is enough. */
export async function checkAll(addresses: StackAddresses): Promise<void> {
  const results = await Promise.allSettled(parts.map(async (part) => await part.check(addresses[part.addressName])));
  const problems = results.flatMap((result, index) => {
    const part = parts[index];
    return result.status === 'rejected' && part ? [`${part.name} at ${withoutPassword(addresses[part.addressName])}: ${reasonOf(result.reason)}`] : [];
  });
  if (problems.length > 0) throw new Error(`asking the servers of the stack: no answer from\n${problems.map((line) => `  ${line}`).join('\n')}`);
}

export function withoutPassword(address: string): string {
  return address.replace(/(\/\/[^:@/]*):[^@/]*@/, '$1:***@');
}
