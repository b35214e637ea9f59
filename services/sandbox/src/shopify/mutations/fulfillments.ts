import { cancelFulfillment, fulfill, updateTracking, type Parcel } from '../changes/fulfill.ts';
import type { ApiContext } from '../api-context.ts';
import type { Args, Served } from '../graphql/served.ts';
import { served } from '../graphql/served.ts';
import { gid, type Fulfillment, type HeldOrder, type Tracking } from '../held-order.ts';
import { lineIn } from '../ids.ts';
import { done, refuse, type Deed } from '../office.ts';
import { fulfillmentNode } from '../served/fulfillment-nodes.ts';
import { orderNode } from '../served/order-node.ts';
import { countArg, objectArg, objectsArg, optionalText, textArg, textsArg } from './args.ts';
import { userErrors, type Outcome } from './outcome.ts';

const BY_ORDER = ['fulfillment', 'lineItemsByFulfillmentOrder'];

/** Not idempotent: the same call again ships again while enough remains. */
export function fulfillmentCreate(context: ApiContext, args: Args): Outcome {
  const input = objectArg(args, 'fulfillment');
  const parcels = readParcels(context, objectsArg(input, 'lineItemsByFulfillmentOrder'));
  if (!parcels.ok) return outcomeOf('FulfillmentCreatePayload', undefined, parcels);
  const { held, list } = parcels.value;
  const tracking = readTracking(input['trackingInfo'] === undefined || input['trackingInfo'] === null ? {} : objectArg(input, 'trackingInfo'));
  if (!tracking.ok) return outcomeOf('FulfillmentCreatePayload', held, tracking);
  return outcomeOf('FulfillmentCreatePayload', held, fulfill(context.office, held, list, { tracking: tracking.value, origin: 'app' }));
}

export function fulfillmentTrackingInfoUpdate(context: ApiContext, args: Args): Outcome {
  const hit = context.finder.fulfillment(textArg(args, 'fulfillmentId'));
  const tracking = readTracking(objectArg(args, 'trackingInfoInput'));
  const typeName = 'FulfillmentTrackingInfoUpdatePayload';
  if (hit === undefined) return outcomeOf(typeName, undefined, refuse('Fulfillment does not exist.', ['fulfillmentId']));
  if (!tracking.ok) return outcomeOf(typeName, hit.held, tracking);
  return outcomeOf(typeName, hit.held, updateTracking(context.office, hit.held, hit.fulfillment, { tracking: tracking.value, origin: 'app' }));
}

export function fulfillmentCancel(context: ApiContext, args: Args): Outcome {
  const hit = context.finder.fulfillment(textArg(args, 'id'));
  if (hit === undefined) return outcomeOf('FulfillmentCancelPayload', undefined, refuse('Fulfillment does not exist.', ['id']));
  return outcomeOf('FulfillmentCancelPayload', hit.held, cancelFulfillment(context.office, hit.held, hit.fulfillment, 'app'));
}

function outcomeOf(typeName: string, held: HeldOrder | undefined, deed: Deed<Fulfillment>): Outcome {
  const problems = deed.ok ? [] : deed.problems;
  const fulfillment = (): Served | null => (deed.ok && held !== undefined ? fulfillmentNode(held, deed.value, () => orderNode(held)) : null);
  const touched = deed.ok && held !== undefined ? [gid('Fulfillment', deed.value.id), gid('Order', held.body.id)] : [];
  return { payload: served(typeName, { fulfillment, userErrors: () => userErrors(problems) }), touched, problems };
}

/** All fulfillment orders of one call belong to one order; without line items everything that remains is shipped. */
function readParcels(context: ApiContext, inputs: readonly Args[]): Deed<{ held: HeldOrder; list: Parcel[] }> {
  const list: Parcel[] = [];
  let owner: HeldOrder | undefined;
  for (const input of inputs) {
    const hit = context.finder.fulfillmentOrder(textArg(input, 'fulfillmentOrderId'));
    if (hit === undefined) return refuse('Fulfillment order does not exist.', [...BY_ORDER, 'fulfillmentOrderId']);
    owner ??= hit.held;
    if (hit.held !== owner) return refuse('All fulfillment orders must belong to the same order.', BY_ORDER);
    const lines = readLines(context, hit.order, input);
    if (!lines.ok) return lines;
    list.push({ order: hit.order, lines: lines.value });
  }
  return owner === undefined ? refuse('Line items by fulfillment order must not be empty', BY_ORDER) : done({ held: owner, list });
}

function readLines(context: ApiContext, order: Parcel['order'], input: Args): Deed<Parcel['lines']> {
  const wanted = objectsArg(input, 'fulfillmentOrderLineItems');
  if (wanted.length === 0) return done(order.lines.filter(({ remaining }) => remaining > 0).map((line) => ({ line, quantity: line.remaining })));
  const lines = wanted.map((entry) => ({ id: textArg(entry, 'id'), quantity: countArg(entry, 'quantity') }));
  const found = lines.flatMap(({ id, quantity }) => {
    const line = lineIn(order, id);
    return line === undefined ? [] : [{ line, quantity }];
  });
  if (found.length === lines.length) return done(found);
  if (lines.some(({ id }) => !id.startsWith('gid://shopify/FulfillmentOrderLineItem/'))) {
    context.violate('wrong-id-type', 'fulfillmentOrderLineItems.id: ids of FulfillmentOrderLineItem are wanted');
  }
  return refuse('Fulfillment order line item does not exist.', [...BY_ORDER, 'fulfillmentOrderLineItems']);
}

function readTracking(input: Args): Deed<Tracking> {
  const single = (name: string): string[] => (optionalText(input, name) === null ? [] : [optionalText(input, name) ?? '']);
  const many = (name: string, one: string): string[] => (textsArg(input, name).length > 0 ? textsArg(input, name) : single(one));
  const urls = many('urls', 'url');
  if (urls.some((url) => !/^https?:\/\//.test(url))) return refuse('Tracking url is invalid', ['fulfillment', 'trackingInfo', 'url']);
  return done({ company: optionalText(input, 'company'), numbers: many('numbers', 'number'), urls });
}
