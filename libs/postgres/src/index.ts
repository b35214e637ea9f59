export { attempt, createDatabase, type Database } from './database.ts';
export { createCursors, createErpStores, createFetchTasks, createScanKeys } from './ingest/index.ts';
export { createLedger } from './ledger/index.ts';
export { createMapVersions, createSkuMap, createStoreMap, type SkuLink, type SkuMapping, type Store, type StoreQuestion } from './maps.ts';
export { importMap, type ImportCount, type ImportedRows, type SkuRow, type StoreRow } from './maps-import.ts';
export { migrate, migrationsFolder, pendingMigrations } from './migrate.ts';
export * from './operations/index.ts';
export { createSalts } from './salts.ts';
export { createTokenStore, type StoredToken, type TokenSealer } from './tokens.ts';
