import type { Config } from './config.ts';
import type { Entries, Entry, Origins } from './config-entries.ts';
import type { Problem } from './problem.ts';

/** What no single entry shows: unknown tenants, and names that are given twice. */
export function crossProblems(entries: Entries, origins: Origins): Problem[] {
  return [
    ...twice('tenants', entries.tenants.map(named('id')), origins),
    ...twice('channels', entries.channels.map(named('tenant', 'channel', 'account')), origins),
    ...twice('erps', entries.erps.map(named('tenant', 'erp', 'account')), origins),
    ...twice('routes', entries.routes.map((route) => named('tenant', 'channel')({ channel: '*', ...route })), origins),
    ...(['channels', 'erps', 'routes'] as const).flatMap((part) => unknownTenants(part, entries, origins)),
  ];
}

/** The entry's name made of several fields; undefined where one of them is missing, which is a problem of its own. */
function named(...fields: readonly string[]): (entry: Entry | null) => string | undefined {
  return (entry) => {
    const texts = fields.map((field) => entry?.[field]);
    return texts.every((text) => typeof text === 'string') ? texts.join('/') : undefined;
  };
}

function twice(part: keyof Config, names: readonly (string | undefined)[], origins: Origins): Problem[] {
  return names.flatMap((name, index) => {
    const first = names.indexOf(name);
    const at = origins[part][index];
    const before = origins[part][first];
    if (name === undefined || first === index || at === undefined || before === undefined) return [];
    return [{ where: at.file, path: at.path, text: `${name} is given a second time, first at ${before.file} ${before.path}`, remedy: 'Remove one of them' }];
  });
}

function unknownTenants(part: 'channels' | 'erps' | 'routes', entries: Entries, origins: Origins): Problem[] {
  const known = new Set(entries.tenants.map(named('id')));
  return entries[part].map(named('tenant')).flatMap((tenant, index) => {
    const at = origins[part][index];
    if (tenant === undefined || known.has(tenant) || at === undefined) return [];
    return [{ where: at.file, path: `${at.path}.tenant`, text: `tenant ${tenant} is not declared`, remedy: 'Declare it under tenants or correct the name' }];
  });
}
