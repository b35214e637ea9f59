export { mapColumns, readMapFile, type MapRows } from './map-file.ts';
export { topicsFor } from './topics.ts';
