import type { Config } from './config.ts';
import type { Origins } from './config-files.ts';
import type { Problem } from './problem.ts';

/** What no single entry shows: unknown tenants, and names that are given twice. */
export function crossProblems(config: Config, origins: Origins): Problem[] {
  return [
    ...twice('tenants', config.tenants.map(({ id }) => id), origins),
    ...twice('channels', config.channels.map(({ tenant, channel, account }) => `${tenant}/${channel}/${account}`), origins),
    ...twice('erps', config.erps.map(({ tenant, erp, account }) => `${tenant}/${erp}/${account}`), origins),
    ...twice('routes', config.routes.map(({ tenant, channel }) => `${tenant}/${channel ?? '*'}`), origins),
    ...(['channels', 'erps', 'routes'] as const).flatMap((part) => unknownTenants(part, config, origins)),
  ];
}

function twice(part: keyof Config, names: readonly string[], origins: Origins): Problem[] {
  return names.flatMap((name, index) => {
    const first = names.indexOf(name);
    const at = origins[part][index];
    const before = origins[part][first];
    if (first === index || at === undefined || before === undefined) return [];
    return [{ where: at.file, path: at.path, text: `${name} is given a second time, first at ${before.file} ${before.path}`, remedy: 'Remove one of them' }];
  });
}

function unknownTenants(part: 'channels' | 'erps' | 'routes', config: Config, origins: Origins): Problem[] {
  const known = new Set(config.tenants.map(({ id }) => id));
  return config[part].flatMap(({ tenant }, index) => {
    const at = origins[part][index];
    if (known.has(tenant) || at === undefined) return [];
    return [{ where: at.file, path: `${at.path}.tenant`, text: `tenant ${tenant} is not declared`, remedy: 'Declare it under tenants or correct the name' }];
  });
}
