import { boundaryBlocks } from './scripts/src/lint/boundaries.ts';
import { buildProjectGraph } from './scripts/src/lint/graph.ts';
import { houseBlocks } from './scripts/src/lint/house.ts';
import { workspacePackages } from './scripts/src/lint/packages.ts';
import { pureZoneBlocks } from './scripts/src/lint/pure-zones.ts';
import { unlinted } from './scripts/src/lint/zones.ts';

// Here and not in the npm script, so that an editor and a plain `eslint` have the same fresh graph as `npm run lint`.
await buildProjectGraph();

/** The rules live in `scripts/src/lint`; CONTRIBUTING.md says why. The canary `boundaries.spec.ts` proves that they bite. */
export default [
  { ignores: unlinted },
  ...houseBlocks,
  ...boundaryBlocks(workspacePackages()),
  ...pureZoneBlocks,
];
