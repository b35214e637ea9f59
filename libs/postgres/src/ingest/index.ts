export { createCursors } from './cursors.ts';
export { createFetchTasks } from './fetch-tasks.ts';
