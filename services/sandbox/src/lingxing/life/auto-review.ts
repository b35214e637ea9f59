import type { Erp } from '../erp.ts';
import { REVIEW, type HeldOrder } from '../orders/order.ts';
import { obstaclesTo, reviewOrder } from './review.ts';

/** The tenant's rule: an order in review that nothing stands against, and that carries no system tag, is approved after a while. */
export function startAutoReview(erp: Erp): void {
  const { autoReviewMs } = erp.config;
  if (autoReviewMs === undefined) return;
  const planned = new Set<string>();
  const isFine = (order: HeldOrder): boolean => order.status === REVIEW && !order.tags.some(({ tagNo }) => tagNo.startsWith('3-')) && obstaclesTo(erp, order).length === 0;
  erp.watchers.push((order) => {
    if (planned.has(order.globalOrderNo) || !isFine(order)) return;
    planned.add(order.globalOrderNo);
    erp.agenda.after(autoReviewMs, () => {
      planned.delete(order.globalOrderNo);
      if (isFine(order)) reviewOrder(erp, order, { by: 'rule', call: 'auto-review' });
    });
  });
}
