export { createCursors } from './cursors.ts';
export { createErpStores } from './erp-stores.ts';
export { createFetchTasks } from './fetch-tasks.ts';
export { createScanKeys } from './scan-keys.ts';
