import type { Router } from 'express';
import { answer, ControlError, readControlBody } from '../../engine/control.ts';
import type { Erp } from '../erp.ts';
import { mergeOrders, resendOrder, splitOrder } from '../life/arrange.ts';
import { correctTracking, failLogistics, freezeOrder, removeOrder, setOutOfStock, setOwnTag } from '../life/mark.ts';
import { reviewByStaff } from '../life/review.ts';
import { shipParcels, standingOf, startWork } from '../life/ship.ts';
import { cancelAnyway } from '../life/stop.ts';
import { SHIPPED, TO_SHIP, type HeldOrder } from '../orders/order.ts';
import type { Cause } from '../orders/store.ts';
import { readItems, readParcels, textOf } from './read.ts';
import { showOrder } from './view.ts';

type Body = Record<string, unknown>;

/** Does it, or tells why it cannot be done. What it returns besides goes into the answer. */
type Action = (erp: Erp, order: HeldOrder, body: Body, cause: Cause) => Body | string | undefined;

const ACTIONS: Record<string, Action> = {
  review: (erp, order, _body, cause) => reviewByStaff(erp, order, cause),
  pick: (erp, order) => pick(erp, order),
  ship: (erp, order, body, cause) => ship(erp, order, body, cause),
  split: (erp, order, body, cause) => shown(erp, splitOrder(erp, order, readItems(body['items']), cause)),
  merge: (erp, order, body, cause) => mergeOrders(erp, order, findOrder(erp, textOf(body, 'with')), cause),
  cancel: (erp, order, body, cause) => cancel(erp, order, body, cause),
  delete: (erp, order, _body, cause) => removeOrder(erp, order, cause),
  resend: (erp, order, body, cause) => shown(erp, resendOrder(erp, order, body['items'] === undefined ? undefined : readItems(body['items']), cause)),
  'out-of-stock': (erp, order, body, cause) => setOutOfStock(erp, order, body['isOver'] !== true, cause),
  freeze: (erp, order, _body, cause) => freezeOrder(erp, order, true, cause),
  unfreeze: (erp, order, _body, cause) => freezeOrder(erp, order, false, cause),
  tag: (erp, order, body, cause) => setOwnTag(erp, order, body, cause),
  tracking: (erp, order, body, cause) => correctTracking(erp, order, body, cause),
  'logistics-error': (erp, order, body, cause) => failLogistics(erp, order, body, cause),
  'intercept-result': (erp, order, body) => setInterceptResult(erp, order, body),
};

export function addStaffRoutes(router: Router, erp: Erp): void {
  for (const [name, act] of Object.entries(ACTIONS)) {
    router.post(`/orders/:globalOrderNo/${name}`, (req, res) => {
      const order = findOrder(erp, req.params.globalOrderNo);
      const outcome = act(erp, order, readControlBody(req), { by: 'staff', call: name });
      if (typeof outcome === 'string') throw new ControlError(409, `${name} order ${order.globalOrderNo}: ${outcome}`);
      answer(res, { order: showOrder(erp, order), ...outcome });
    });
  }
}

function findOrder(erp: Erp, globalOrderNo: string): HeldOrder {
  const order = erp.orders.get(globalOrderNo);
  if (order === undefined) throw new ControlError(404, `order ${globalOrderNo}: unknown`);
  return order;
}

const shown = (erp: Erp, other: HeldOrder | string): Body | string => (typeof other === 'string' ? other : { other: showOrder(erp, other) });

function pick(erp: Erp, order: HeldOrder): string | undefined {
  const standing = standingOf(erp, order);
  if (standing.length === 0) return 'no outbound order stands; review the order first';
  for (const outbound of standing) startWork(erp, outbound);
  return undefined;
}

/** An order still in review is approved on the way. */
function ship(erp: Erp, order: HeldOrder, body: Body, cause: Cause): Body | string {
  const parcels = readParcels(body['parcels']);
  const obstacle = order.status === TO_SHIP ? undefined : reviewByStaff(erp, order, cause);
  if (obstacle !== undefined) return obstacle;
  const outbounds = shipParcels(erp, order, parcels, cause);
  return typeof outbounds === 'string' ? outbounds : { woNumbers: outbounds.map(({ woNumber }) => woNumber) };
}

function cancel(erp: Erp, order: HeldOrder, body: Body, cause: Cause): string | undefined {
  const { by = 'staff' } = body;
  if (by !== 'staff' && by !== 'warehouse') throw new ControlError(400, 'by: staff or warehouse is wanted');
  if (order.status === SHIPPED) return 'it was shipped';
  cancelAnyway(erp, order, { ...cause, call: `cancelled by ${by}` });
  return undefined;
}

function setInterceptResult(erp: Erp, { globalOrderNo }: HeldOrder, { fail = true, message = '仓库拒绝截单' }: Body): undefined {
  if (fail === true) erp.interceptFailures.set(globalOrderNo, String(message));
  else erp.interceptFailures.delete(globalOrderNo);
}
