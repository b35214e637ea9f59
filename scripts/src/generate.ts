import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { readSchemas, root } from './contracts/files.ts';
import { schemaProblems } from './contracts/rules.ts';
import { typesFile } from './contracts/types.ts';
import { configReference } from './config-reference/document.ts';
import { configSchemaFiles } from './config-schema.ts';
import { effectsDocument } from './effects-document.ts';

/** Makes everything that is derived from a declaration; with --check only says what would change (exit 1). */
const check = process.argv.includes('--check');
const schemas = readSchemas(join(root, 'schemas'));
const problems = schemaProblems(schemas);
if (problems.length > 0) fail(problems);

const constants = schemas.map(({ name, schema }) => `  '${name}': ${JSON.stringify(JSON.stringify(schema))},`);
const outputs = new Map([
  ['libs/contracts/src/generated/types.ts', typesFile(schemas)],
  [
    'libs/contracts/src/generated/schemas.ts',
    ['// Made from schemas/*.avsc by `npm run generate`. Do not edit.', '', '/** Avro schema of every record, as JSON text. */', 'export const schemaText = {', ...constants, '} as const;', ''].join('\n'),
  ],
  ...(await configSchemaFiles()),
  ...(await configReference()),
  ...(await effectsDocument()),
]);

const stale = [...outputs].filter(([file, text]) => !existsSync(join(root, file)) || readFileSync(join(root, file), 'utf8') !== text);
if (check && stale.length > 0) fail(stale.map(([file]) => `${file} is not what its declaration says: run \`npm run generate\` and commit the result`));
for (const [file, text] of stale) {
  const path = join(root, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  console.log(`wrote ${relative(root, path)}`);
}
console.log(`${outputs.size} generated files are in step with their declarations`);

function fail(lines: readonly string[]): never {
  for (const line of lines) console.error(line);
  process.exit(1);
}
