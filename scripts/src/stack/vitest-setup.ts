import { ensureStack, stackEnvironment } from './index.ts';
import { enterStack } from './users.ts';

/** Global setup of the int and e2e projects: one stack for all runs, left running; tests keep apart by namespaces. Answers the teardown. */
export async function setup(): Promise<() => Promise<void>> {
  const user = await enterStack('for good');
  const addresses = await ensureStack({ onProgress: (line) => console.log(line) });
  Object.assign(process.env, stackEnvironment(addresses));
  return user.leave;
}
