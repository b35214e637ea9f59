import type { Command } from 'commander';
import { sectionsToLookAt } from '@tributary/operations';
import type { Operations } from '../operations.ts';
import { endWithFailure, guarded, print } from '../output.ts';
import { statusLines } from '../status-text.ts';

export function addStatus(program: Command, { readStatus }: Pick<Operations, 'readStatus'>): void {
  program
    .command('status')
    .description('tell whether everything is all right now, and where to look if not; a report, exit code 0 (doctor is the check)')
    .option('--json', 'print one JSON document')
    .action(({ json = false }: { json?: boolean }) =>
      guarded(json, async () => {
        const status = await readStatus();
        if (!status.ok) endWithFailure(json, status.failure);
        print(json, { lookAt: sectionsToLookAt(status.value), status: status.value }, statusLines(status.value));
      }),
    );
}
