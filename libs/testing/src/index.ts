export { freshDatabase } from './database.ts';
export type { FreshDatabase, FreshDatabaseOptions } from './database.ts';
export { leaks } from './leaks.ts';
export { freshNamespace } from './namespace.ts';
export { freePort } from './port.ts';
export { stackFromEnvironment } from './stack.ts';
export type { TestStack } from './stack.ts';
export { waitFor } from './wait-for.ts';
export type { WaitForOptions } from './wait-for.ts';
