import type { Command } from 'commander';
import { loadConfig } from '@tributary/service-host';
import { guarded, print } from '../output.ts';

export function addConfig(program: Command, configDir: string): void {
  program
    .command('config')
    .description('the configuration')
    .command('validate')
    .description('report every mistake of the configuration with file, place and remedy; exit code 2 if there is one')
    .argument('[folder]', 'folder with *.yaml', configDir)
    .option('--json', 'print one JSON document')
    .action((folder: string, { json = false }: { json?: boolean }) =>
      guarded(json, async () => {
        loadConfig(folder);
        print(json, { problems: [] }, [`The configuration in ${folder} is valid.`]);
      }),
    );
}
