import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './contracts/files.ts';

type ConfigModule = { options?: { toJSONSchema(params: { io: 'input' }): Record<string, unknown> } };

/**
 * The account options that each vendor folder declares with zod, as JSON Schema in config/schema/<vendor>.json, so
 * that `tributary config validate` can check any vendor's accounts without importing the vendor's service.
 */
export async function configSchemaFiles(): Promise<[string, string][]> {
  const files: [string, string][] = [];
  for (const folder of readdirSync(join(root, 'services')).sort()) {
    const path = join(root, 'services', folder, 'src/config.ts');
    const vendor = /^(?:channel|erp)-(.+)$/.exec(folder)?.[1];
    if (vendor === undefined || !existsSync(path)) continue;
    const { options } = (await import(pathToFileURL(path).href)) as ConfigModule;
    if (options === undefined) throw new Error(`generating config schema: services/${folder}/src/config.ts exports no \`options\``);
    files.push([`config/schema/${vendor}.json`, `${JSON.stringify(options.toJSONSchema({ io: 'input' }), null, 2)}\n`]);
  }
  return files;
}
