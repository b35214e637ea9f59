import { shippedOf, unshippedOf } from '../changes/progress.ts';
import { isWorkable, type HeldOrder } from '../held-order.ts';
import { linesOf } from '../lines.ts';

/** The one word the shop's order list shows. */
export function displayFulfillmentStatus(held: HeldOrder): string {
  const lines = linesOf(held);
  const shipped = lines.reduce((total, { id }) => total + shippedOf(held, id), 0);
  const unshipped = lines.reduce((total, { id }) => total + unshippedOf(held, id), 0);
  if (shipped > 0) return unshipped === 0 ? 'FULFILLED' : 'PARTIALLY_FULFILLED';
  const open = held.fulfillmentOrders.filter(isWorkable);
  if (open.length > 0 && open.every(({ status }) => status === 'ON_HOLD')) return 'ON_HOLD';
  if (open.length > 0 && open.every(({ status }) => status === 'SCHEDULED')) return 'SCHEDULED';
  return open.some(({ status }) => status === 'IN_PROGRESS') ? 'IN_PROGRESS' : 'UNFULFILLED';
}

const RECOMMENDATIONS: Record<HeldOrder['risk'], string> = { NONE: 'NONE', PENDING: 'NONE', LOW: 'ACCEPT', MEDIUM: 'INVESTIGATE', HIGH: 'CANCEL' };

export const riskRecommendation = ({ risk }: HeldOrder): string => RECOMMENDATIONS[risk];
