import { ensureStack, stackEnvironment } from './index.ts';

/** Global setup of the int and e2e projects: one stack for all runs, left running; tests keep apart by namespaces. */
export async function setup(): Promise<void> {
  const addresses = await ensureStack({ onProgress: (line) => console.log(line) });
  Object.assign(process.env, stackEnvironment(addresses));
}
