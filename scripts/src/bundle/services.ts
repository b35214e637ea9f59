import { entryPoints } from '../deploy/deployables.ts';
import { root } from '../lint/packages.ts';
import type { Bundle } from './bundle-service.ts';

/**
 * What code of this repository reads at run time: a service compares the migrations with its database, the CLI applies
 * them, and it checks the accounts of every vendor by these schemas. Small, so every bundle has both.
 */
const assets = ['libs/postgres/migrations', 'config/schema'];

/** How a service's folder is bundled: all its entry points, each to `<output>/<entry>.js`. */
export function bundleOf(service: string, output: string): Bundle {
  const points = entryPoints().filter((point) => point.service === service);
  if (points.length === 0) throw new Error(`bundling ${service}: services/${service}/src has no main.ts and no *.main.ts`);
  return { root, entries: Object.fromEntries(points.map(({ entry }) => [entry, `services/${service}/src/${entry}.ts`])), assets, output };
}
