import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './contracts/files.ts';

/** A declaration made with zod, as far as the generators use it. `override` is called for every part of it, inner ones first. */
export type Declaration = { toJSONSchema(params: { io: 'input'; override?: (part: { zodSchema: unknown; jsonSchema: object }) => void }): Record<string, unknown> };

/** What one vendor folder declares for `options` of its accounts. */
export type VendorOptions = { readonly kind: 'channel' | 'erp'; readonly vendor: string; readonly options: Declaration };

/** The account options that every vendor folder declares, in the order of the folders' names. */
export async function vendorOptions(): Promise<VendorOptions[]> {
  const found: VendorOptions[] = [];
  for (const folder of readdirSync(join(root, 'services')).sort()) {
    const path = join(root, 'services', folder, 'src/config.ts');
    const [, kind, vendor] = /^(channel|erp)-(.+)$/.exec(folder) ?? [];
    if (vendor === undefined || !existsSync(path)) continue;
    const { options } = (await import(pathToFileURL(path).href)) as { options?: Declaration };
    if (options === undefined) throw new Error(`generating config schema: services/${folder}/src/config.ts exports no \`options\``);
    found.push({ kind: kind as VendorOptions['kind'], vendor, options });
  }
  return found;
}

/** As JSON Schema in config/schema/<vendor>.json, so that `tributary config validate` can check any vendor's accounts without importing the vendor's service. */
export async function configSchemaFiles(): Promise<[string, string][]> {
  const all = await vendorOptions();
  return all.map(({ vendor, options }) => [`config/schema/${vendor}.json`, `${JSON.stringify(options.toJSONSchema({ io: 'input' }), null, 2)}\n`]);
}
