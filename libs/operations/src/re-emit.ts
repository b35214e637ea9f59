import { rawRow } from '@tributary/contracts';
import { ok, type Result } from '@tributary/kernel';
import type { OnStream, StoredRecord } from './stored.ts';

export type ReEmitFilter = { readonly vendor: string; readonly fromMs?: number | undefined; /** Raw records whose key ends with this resource id. */ readonly resourceId?: string | undefined };

const atOnce = 200;
const copyHeader = 'tributary.re-emitted';

/**
 * Has raw records mapped once more: writes them a second time behind the others, byte for byte, so that the running
 * normalizer reads them without any group being stopped. The same mapper makes the same facts of them, a newer one
 * better ones. What was written so before is not written once more, else every time would double it. Answers how many.
 */
export function createReEmit(onStream: OnStream) {
  return ({ vendor, fromMs, resourceId }: ReEmitFilter): Promise<Result<number>> =>
    onStream(async (stream) => {
      const row = rawRow(vendor);
      const found: StoredRecord[] = [];
      let copied = 0;
      let failure: Result<void> = ok();
      const flush = async (): Promise<boolean> => {
        failure = await stream.copy(row, found.map(({ key, value, headers }) => ({ key, value, headers: { ...headers, [copyHeader]: '1' } })));
        copied += failure.ok ? found.length : 0;
        found.length = 0;
        return failure.ok;
      };
      const read = await stream.readRange(row, { fromMs }, (record) => {
        const isWanted = resourceId === undefined || String(record.key ?? '').endsWith(`/${encodeURIComponent(resourceId)}`);
        if (isWanted && record.headers[copyHeader] === undefined) found.push(record);
        return found.length < atOnce || flush();
      });
      if (!read.ok) return read;
      if (failure.ok && found.length > 0) await flush();
      return failure.ok ? ok(copied) : failure;
    });
}
