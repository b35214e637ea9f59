import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ConfigurationError, type LoadedConfig, loadConfig, parseOptions, type Problem } from '@tributary/service-host';

/**
 * Every problem of a configuration folder, the options of each vendor's accounts included. `schemaFolder` holds one
 * JSON Schema per vendor, made from the vendor's own declaration.
 */
export function configProblems(folder: string, schemaFolder: string): Problem[] {
  try {
    return optionProblems(loadConfig(folder), schemaFolder);
  } catch (error) {
    if (error instanceof ConfigurationError) return [...error.problems];
    throw error;
  }
}

function optionProblems(loaded: LoadedConfig, schemaFolder: string): Problem[] {
  const { channels, erps } = loaded.config;
  return [
    ...[...new Set(channels.map(({ channel }) => channel))].flatMap((vendor) => vendorProblems(loaded, 'channels', vendor, schemaFolder)),
    ...[...new Set(erps.map(({ erp }) => erp))].flatMap((vendor) => vendorProblems(loaded, 'erps', vendor, schemaFolder)),
  ];
}

function vendorProblems(loaded: LoadedConfig, part: 'channels' | 'erps', vendor: string, schemaFolder: string): Problem[] {
  const file = join(schemaFolder, `${vendor}.json`);
  if (!existsSync(file)) return [unknownVendor(loaded, part, vendor)];
  const schema = z.fromJSONSchema(JSON.parse(readFileSync(file, 'utf8')) as Parameters<typeof z.fromJSONSchema>[0]);
  return parseOptions(loaded, part, vendor, schema).problems;
}

function unknownVendor(loaded: LoadedConfig, part: 'channels' | 'erps', vendor: string): Problem {
  const index = part === 'channels' ? loaded.config.channels.findIndex(({ channel }) => channel === vendor) : loaded.config.erps.findIndex(({ erp }) => erp === vendor);
  const at = loaded.origins[part][index];
  return { where: at?.file ?? 'configuration', path: `${at?.path ?? part}.${part === 'channels' ? 'channel' : 'erp'}`, text: `there is no vendor ${vendor}`, remedy: 'Correct the name; a new channel is made with `npm run new:channel`' };
}
