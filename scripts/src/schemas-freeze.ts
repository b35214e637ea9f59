import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSchemas, root } from './contracts/files.ts';

/**
 * Copies schemas/*.avsc to schemas/frozen. Until the first release a changed v1 may be frozen again; afterwards only
 * additions may, and contracts.spec.ts refuses the rest.
 */
mkdirSync(join(root, 'schemas/frozen'), { recursive: true });
for (const { name, schema } of readSchemas(join(root, 'schemas'))) {
  writeFileSync(join(root, `schemas/frozen/${name}.avsc`), `${JSON.stringify(schema)}\n`);
  console.log(`froze ${name}`);
}
