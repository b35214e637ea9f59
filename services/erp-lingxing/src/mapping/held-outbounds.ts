import { personalOf } from './payload.ts';
import { withoutPersonal } from './redact.ts';
import { pageOf, textOf, type Row } from './rows.ts';

/** How far an outbound of the warehouse is, for whoever wants to take it back. */
export type HeldOutbound = {
  readonly woNumber: string;
  readonly globalOrderNo: string;
  /** `cancelling`: an intercept is under way. `stuck`: an intercept went wrong, `words` say why, without what they quote of the receiver. */
  readonly state: 'in_work' | 'cancelling' | 'stuck' | 'shipped' | 'stopped';
  readonly words: string;
};

/** Undefined where the answer is no list, or holds more than it shows. */
export function outboundsOf(data: unknown, total: unknown): readonly HeldOutbound[] | undefined {
  const page = pageOf(data, total);
  if (page.total === undefined || page.total > page.rows.length) return undefined;
  return page.rows.map((row) => ({ woNumber: textOf(row['wo_number']) ?? '', globalOrderNo: textOf(row['order_number']) ?? '', state: stateOf(row), words: withoutPersonal(textOf(row['cancel_message']) || 'no reason given', personalOf(row)) }));
}

/** `status` 1 and 2: the warehouse is at it, 3 shipped, 4 intercepted; `cancel_status` 1 runs, 2 went wrong, 3 done. */
function stateOf(row: Row): HeldOutbound['state'] {
  const [status, cancel] = [textOf(row['status']), textOf(row['cancel_status'])];
  if (status === '3') return 'shipped';
  if (status === '4' || cancel === '3') return 'stopped';
  if (cancel === '2') return 'stuck';
  return cancel === '1' ? 'cancelling' : 'in_work';
}
