import { foldersFor } from './folders.ts';
import { parts } from './parts.ts';
import { reasonOf } from './reason.ts';
import { supervise } from './supervisor.ts';

const folders = foldersFor();
const log = (line: string): void => console.log(`${new Date().toISOString()} ${line}`);

try {
  await supervise(parts, folders, log);
  process.exit(0);
} catch (cause) {
  log(reasonOf(cause));
  process.exit(1);
}
