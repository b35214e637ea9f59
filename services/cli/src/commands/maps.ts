import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { mapColumns, readMapFile } from '@tributary/operations';
import { ConfigurationError, loadConfig } from '@tributary/service-host';
import type { Operations } from '../operations.ts';
import { endWithFailure, endWithProblems, guarded, print } from '../output.ts';

export function addMaps(program: Command, operations: Operations, configDir: string): void {
  program
    .command('maps')
    .description('the maps that staff keep')
    .command('import')
    .description(`import rows of the SKU or store map; the header tells which:\n${mapColumns.sku.join(',')}\n${mapColumns.store.join(',')}`)
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

/** A container may run under a number that has no name. */
function loginName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    throw new ConfigurationError([{ where: file, path: '.', text: 'cannot be read', remedy: 'Check the path' }]);
  }
}
