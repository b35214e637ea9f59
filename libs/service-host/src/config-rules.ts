import type { Config } from './config.ts';
import type { Entries, Entry, Origins } from './config-entries.ts';
import type { Problem } from './problem.ts';

/** What no single entry shows: unknown tenants, and names that are given twice. */
export function crossProblems(entries: Entries, origins: Origins): Problem[] {
  return [
    ...twice('tenants', entries.tenants.map(named('id')), origins),
    ...twice('channels', entries.channels.map(named('tenant', 'channel', 'account')), origins),
    ...twice('erps', entries.erps.map(named('tenant', 'erp', 'account')), origins),
    ...twice('routes', entries.routes.map(unconditional), origins),
    ...routeProblems(entries, origins),
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

/** Routes are asked in order: a second one that takes everything of the same account would never be asked. */
function unconditional(route: Entry | null): string | undefined {
  if (route?.['when'] !== undefined) return undefined;
  return named('tenant', 'channel', 'account')({ channel: '*', account: '*', ...route });
}

/** A route that leads to an account which is not there, or names a method without the warehouse that it belongs to. */
function routeProblems({ routes, erps }: Entries, origins: Origins): Problem[] {
  const known = new Set(erps.map(named('tenant', 'erp', 'account')));
  return routes.flatMap((route, index) => {
    const at = origins.routes[index];
    const to = route['to'] as Entry | undefined;
    if (at === undefined) return [];
    const target = to === undefined ? undefined : named('tenant', 'erp', 'account')({ tenant: route['tenant'], ...to });
    const isLost = target !== undefined && !known.has(target);
    return [
      ...(isLost ? [{ where: at.file, path: `${at.path}.to`, text: `there is no ERP account ${target}`, remedy: 'Declare it under erps or correct the name' }] : []),
      ...(route['method'] !== undefined && route['warehouse'] === undefined ? [{ where: at.file, path: `${at.path}.method`, text: 'stands without a warehouse', remedy: 'Add the warehouse that the method belongs to' }] : []),
    ];
  });
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
