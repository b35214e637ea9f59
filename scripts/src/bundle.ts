import { join } from 'node:path';

import { bundleService } from './bundle/bundle-service.ts';
import { bundleOf } from './bundle/services.ts';
import { serviceFolders } from './deploy/deployables.ts';
import { root } from './lint/packages.ts';

/** Bundles every entry point to dist/<service>/<entry>.js: npm run bundle, or of some services: npm run bundle -- SERVICE... */
const known = serviceFolders();
const wanted = process.argv.slice(2);
const strangers = wanted.filter((service) => !known.includes(service));
if (strangers.length > 0) {
  console.error(`no such service: ${strangers.join(', ')}; there are ${known.join(', ')}`);
  process.exit(1);
}

for (const service of wanted.length > 0 ? wanted : known) {
  const started = performance.now();
  const bundle = bundleOf(service, join(root, 'dist', service));
  const files = await bundleService(bundle);
  const bytes = files.filter(({ name }) => name.endsWith('.js')).reduce((sum, file) => sum + file.bytes, 0);
  console.log(`dist/${service}: ${Object.keys(bundle.entries).join(', ')}; ${(bytes / 1e6).toFixed(1)} MB in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}
