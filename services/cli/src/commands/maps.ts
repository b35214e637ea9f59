import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Command, Argument } from 'commander';
import { csvText, mapColumns, type MapRows, readMapFile } from '@tributary/operations';
import { ConfigurationError, loadConfig } from '@tributary/service-host';
import { loginName } from '../login-name.ts';
import type { Operations } from '../operations.ts';
import { endWithFailure, endWithProblems, guarded, print } from '../output.ts';

export function addMaps(program: Command, operations: Operations, configDir: string): void {
  const maps = program.command('maps').description('the maps that staff keep');
  addExport(maps, operations);
  maps
    .command('import')
    .description(`import rows of a map; the header tells which:\n${Object.values(mapColumns).map((columns) => columns.join(',')).join('\n')}`)
    .argument('<file>', 'CSV file, UTF-8')
    .option('--by <name>', 'who changes the map, for the history (default: your login name)')
    .option('--json', 'print one JSON document')
    .action((file: string, { json = false, by }: { json?: boolean; by?: string }) =>
      guarded(json, async () => {
        const { rows, problems } = readMapFile(await textOf(file), basename(file), loadConfig(configDir).config);
        if (rows === undefined) endWithProblems(json, problems);
        const imported = await operations.importMap(rows, by ?? loginName());
        if (!imported.ok) endWithFailure(json, imported.failure);
        const { inserted, changed, unchanged, removed } = imported.value;
        print(json, { map: rows.map, ...imported.value }, [`${rows.map} map: ${inserted} new, ${changed} changed, ${unchanged} unchanged, ${removed} removed. Waiting orders are looked at again now.`]);
      }),
    );
}

function addExport(maps: Command, operations: Operations): void {
  maps
    .command('export')
    .description('print a map as the CSV that an import takes')
    .addArgument(new Argument('<map>', 'which map').choices(Object.keys(mapColumns)))
    .option('--tenant <id>', 'rows of this tenant alone')
    .option('--json', 'print one JSON document')
    .action((map: MapRows['map'], { json = false, tenant }: { json?: boolean; tenant?: string }) =>
      guarded(json, async () => {
        const rows = await operations.exportMap(map, tenant);
        if (!rows.ok) endWithFailure(json, rows.failure);
        print(json, { map, rows: rows.value }, [csvText(mapColumns[map], rows.value).trimEnd()]);
      }),
    );
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    throw new ConfigurationError([{ where: file, path: '.', text: 'cannot be read', remedy: 'Check the path' }]);
  }
}
