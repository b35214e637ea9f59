// Says by its exit code whether node_modules is what package-lock.json asks for: npm writes its own lock file into node_modules when an
// installation is complete. So `npm install` by hand is not followed by an `npm ci`. Runs on the machine's Node, hence JavaScript.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = process.argv[2] ?? '.';

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

const wanted = packagesOf('package-lock.json');
const found = packagesOf('node_modules/.package-lock.json');

const isWanted = ([path, one]) => wanted[path]?.version === one.version && wanted[path]?.integrity === one.integrity;
const isFound = ([path, one]) => path === '' || path in found || one.optional === true || one.devOptional === true;

process.exitCode = wanted && found && Object.entries(found).every(isWanted) && Object.entries(wanted).every(isFound) ? 0 : 1;
