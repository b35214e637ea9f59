import type { Command } from 'commander';
import { configProblems } from '@tributary/operations';
import { endWithProblems, guarded, print } from '../output.ts';

export function addConfig(program: Command, configDir: string, schemaDir: string): void {
  program
    .command('config')
    .description('the configuration')
    .command('validate')
    .description('report every mistake of the configuration with file, place and remedy; exit code 2 if there is one')
    .argument('[folder]', 'folder with *.yaml', configDir)
    .option('--json', 'print one JSON document')
    .action((folder: string, { json = false }: { json?: boolean }) =>
      guarded(json, async () => {
        const problems = configProblems(folder, schemaDir);
        if (problems.length > 0) endWithProblems(json, problems);
        print(json, { problems }, [`The configuration in ${folder} is valid.`]);
      }),
    );
}
