import { createCleanUp } from './clean-up.ts';

export const say = (line: string): void => void process.stderr.write(`${line}\n`);
export const cleanUp = createCleanUp(say);

// Whoever read the output may be gone before us: what was started has to be undone all the same.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

/** Runs a command to its exit code; whatever ends it early is said in words, and what it started is undone. */
export async function runCommand(name: string, main: () => Promise<number>): Promise<void> {
  process.exitCode = await main().catch(async (error: unknown) => {
    if (!cleanUp.interrupted()) say(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    await cleanUp.run();
    return cleanUp.interrupted() ? 130 : 1;
  });
}

/** The command's arguments; with --help or wrong ones the process ends here, with code 0 or 2. */
export function argumentsOrEnd<T extends object>(read: (args: readonly string[]) => T | 'help', usage: string): T {
  try {
    const args = read(process.argv.slice(2));
    if (args !== 'help') return args;
    process.stdout.write(`${usage}\n`);
    process.exit(0);
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exit(2);
  }
}
