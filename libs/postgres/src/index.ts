export { attempt, createDatabase, type Database } from './database.ts';
export { createLedger } from './ledger/index.ts';
export { createMapVersions, createSkuMap, createStoreMap, type Doer, type SkuLink, type SkuMapping, type Store, type StoreQuestion } from './maps.ts';
export { importMap, type CarrierRow, type ImportCount, type ImportedRows, type SkuRow, type StoreRow, type WarehouseRow } from './maps-import.ts';
export { createCarrierMap, createWarehouseMap, type Carrier, type CarrierScope, type Warehouse, type WarehouseQuestion } from './maps-logistics.ts';
export { migrate, migrationsFolder, pendingMigrations } from './migrate.ts';
export * from './operations/index.ts';
export { createSalts } from './salts.ts';
export { createTokenStore, type StoredToken, type TokenSealer } from './tokens.ts';
