/** The parts of the tree that the lint blocks speak of. Globs are relative to the repository's root. */

export const typescript = ['**/*.ts'];

/** Specs, and the conformance suites that leave a library through `exports: {"./suite": …}`. */
export const tests = ['**/*.spec.ts', '**/suite.ts', '**/*.suite.ts'];

/** Files that exist for tests and tools only; they may use what the root installs for development. */
export const development = [...tests, 'libs/testing/**', 'e2e/**', 'scripts/**', '*.config.ts', '*.config.js'];

/** The only files of a service that see adapters: here the compiler checks that an adapter fits a port. */
export const compositionRoots = ['services/*/src/{main,*.main}.ts'];

/** No I/O, clock, randomness or environment: the same input always gives the same output, so a replay gives the same facts. */
export const pureZones = [
  'libs/{contracts,kernel,rules,x12}/src/**/*.ts',
  'services/state-tracker/src/order/**/*.ts',
  'services/*/src/{mapping,requests}/**/*.ts',
];

/** Types of `knex` may be named here, so that the tracker's SQL stays beside the tracker while the pool comes from `main.ts`. */
export const sqlStores = ['services/state-tracker/src/store/**/*.ts'];

/** Written by a program, or by a vendor: not held to our sizes. */
export const generated = ['**/generated/**'];

export const unlinted = ['**/node_modules/**', '**/dist/**', '**/coverage/**', '.nx/**', '**/.cache/**'];

/** Packages that open connections. They belong to libraries tagged `type:adapter`. */
export const drivers = [
  'knex', 'pg', 'kafkajs', '@kafkajs/confluent-schema-registry', '@platformatic/kafka', 'ioredis', 'redlock',
  'ssh2', 'ssh2-sftp-client', 'basic-ftp', '@aws-sdk/*',
];

/** Packages a pure zone may call: they compute and do nothing else. */
export const purePackages = ['zod'];
