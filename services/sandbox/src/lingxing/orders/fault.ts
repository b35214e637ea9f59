import { methodOf, warehouseOf } from '../catalog/catalog.ts';
import type { App } from '../config.ts';

/** What is wrong with one order of a batch. */
export interface Fault {
  rule: string;
  /** For the record: field names only. */
  detail: string;
  /** For the caller, in the vendor's language. */
  message: string;
}

/** A warehouse or method that the app does not have; an empty id refers to nothing. */
export function referenceFault(app: App, wid: string, typeId: string): Fault | undefined {
  if (wid !== '' && warehouseOf(app, wid) === undefined) return { rule: 'unknown-reference', detail: 'wid', message: '仓库不存在' };
  return typeId !== '' && methodOf(app, typeId) === undefined ? { rule: 'unknown-reference', detail: 'logistics_type_id', message: '物流方式不存在' } : undefined;
}
