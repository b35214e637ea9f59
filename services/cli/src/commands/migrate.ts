import type { Command } from 'commander';
import type { Operations } from '../operations.ts';
import { guarded, print } from '../output.ts';

export function addMigrate(program: Command, operations: Operations): void {
  program
    .command('migrate')
    .description('bring the database to the schema of this release; services never do it themselves')
    .option('--json', 'print one JSON document')
    .action(({ json = false }: { json?: boolean }) =>
      guarded(json, async () => {
        const applied = await operations.migrate();
        print(json, { applied }, applied.length === 0 ? ['The database is up to date.'] : applied.map((file) => `applied ${file}`));
      }),
    );
}
