import type { CallContext, SendPermit } from '@tributary/http';
import { failed, failure, ok, reasonOf, type Failure, type Result } from '@tributary/kernel';
import type { Answer, ShopifyClient } from './client.ts';
import type { GraphqlDocument } from './requests/document.ts';
import { readShipping } from './requests/fulfillment-documents.ts';
import * as documents from './requests/order-documents.ts';
import { firstPage } from './requests/order-fields.ts';
import { rowOf, rowsOf, textOf, type Row } from './rows.ts';

/** What a reading is made for, and how long it may take. */
export type Circumstances = { readonly context: CallContext; readonly permit?: SendPermit; readonly signal?: AbortSignal };

/** An order with every list complete, as arrays; undefined where Shopify has none of that id. `asOf` is Shopify's clock at the first page. */
export type ReadOrder = { readonly order: Row | undefined; readonly asOf: number; readonly requestId: string | null };

/**
 * Reads orders whole, page by page. The pages are of one state of the order: where it changes in between, reading
 * starts over, and after three times the failure's code is `order_changed`.
 *
 * - `whole`    everything that is mapped, by the id of the order or of one of its fulfillment orders
 * - `shipping` its fulfillments and fulfillment orders only
 */
export type OrderReader = {
  whole(id: { readonly orderId: string } | { readonly groupId: string }, circumstances: Circumstances): Promise<Result<ReadOrder>>;
  shipping(orderId: string, circumstances: Circumstances): Promise<Result<ReadOrder>>;
};

const maxTries = 3;
/** Room for 3,000 lines; what pages on for longer goes round in a circle. */
const maxPages = 60;

export function createOrderReader(client: ShopifyClient): OrderReader {
  async function read(document: GraphqlDocument, id: string, circumstances: Circumstances, complete: (page: Pages, order: Row) => Promise<Result<Row>>): Promise<Result<ReadOrder>> {
    for (let tries = 1; ; tries++) {
      const head = await client.send({ document, variables: { id }, ...circumstances });
      if (!head.ok) return head;
      const order = orderIn(head.value);
      const { asOf, requestId } = head.value;
      if (order === undefined) return ok({ order: undefined, asOf, requestId });
      const whole = await complete(createPages(client, circumstances, order['updatedAt']), order);
      if (whole.ok) return ok({ order: whole.value, asOf, requestId });
      if (tries === maxTries || !hasChanged(whole.failure)) return whole;
    }
  }
  return {
    whole: (id, circumstances) =>
      'orderId' in id
        ? read(documents.readOrder, id.orderId, circumstances, completeOrder)
        : read(documents.readOrderOfGroup, id.groupId, circumstances, completeOrder),
    shipping: (orderId, circumstances) => read(readShipping, orderId, circumstances, completeShipping),
  };
}

export function hasChanged(failure: Failure): boolean {
  return reasonOf(failure).code === 'order_changed';
}

/** Whichever way was asked, `order(id)` or `fulfillmentOrder(id) { order }`. */
function orderIn({ data }: Answer): Row | undefined {
  const order = data['order'] ?? rowOf(data['fulfillmentOrder'])['order'];
  return order == null ? undefined : rowOf(order);
}

/**
 * Asks for what is missing. `ask` answers the object that a document is about; `rest` all nodes of a connection whose
 * first page is given.
 */
type Pages = {
  ask(document: GraphqlDocument, id: string, after?: string): Promise<Result<Row>>;
  rest(of: { readonly owner: Row; readonly list: string; readonly document: GraphqlDocument }): Promise<Result<Row[]>>;
};

function createPages(client: ShopifyClient, circumstances: Circumstances, updatedAt: unknown): Pages {
  const ask: Pages['ask'] = async (document, id, after) => {
    const answer = await client.send({ document, variables: { id, ...(after !== undefined && { after }) }, ...circumstances });
    if (!answer.ok) return answer;
    const { order, ...others } = answer.value.data;
    const owner = rowOf(order ?? Object.values(others)[0]);
    const seen = order == null ? rowOf(owner['order'])['updatedAt'] : owner['updatedAt'];
    if (seen === updatedAt) return ok(owner);
    return failed(failure('throttled', `reading ${document.operation}`, { cause: { code: 'order_changed', text: 'the order changes while it is read' } }));
  };
  return {
    ask,
    async rest({ owner, list, document }) {
      const nodes: Row[] = [];
      let connection = rowOf(owner[list]);
      for (let pages = 1; pages <= maxPages; pages++) {
        nodes.push(...rowsOf(connection['nodes']));
        const { hasNextPage, endCursor } = rowOf(connection['pageInfo']);
        if (hasNextPage !== true) return ok(nodes);
        const next = await ask(document, String(owner['id']), textOf(endCursor) ?? '');
        if (!next.ok) return next;
        connection = rowOf(next.value[list]);
      }
      return failed(failure('unexpected', `reading ${document.operation}`, { cause: { code: 'endless_pages', text: `there is no end after ${maxPages} pages` } }));
    },
  };
}

async function completeOrder(pages: Pages, order: Row): Promise<Result<Row>> {
  const id = String(order['id']);
  const lineItems = await pages.rest({ owner: order, list: 'lineItems', document: documents.moreLines });
  if (!lineItems.ok) return lineItems;
  const shippingLines = await pages.rest({ owner: order, list: 'shippingLines', document: documents.moreShippingLines });
  if (!shippingLines.ok) return shippingLines;
  const transactions = await wholeList(pages, order, { list: 'transactions', size: firstPage.transactions, document: documents.allTransactions });
  if (!transactions.ok) return transactions;
  const refundIds = await wholeList(pages, order, { list: 'refunds', size: firstPage.refunds, document: documents.allRefunds });
  if (!refundIds.ok) return refundIds;
  const refunds = await inTurn(refundIds.value, (refund) => completeRefund(pages, String(refund['id'])));
  if (!refunds.ok) return refunds;
  const shipping = await completeShipping(pages, { ...order, id });
  if (!shipping.ok) return shipping;
  return ok({ ...shipping.value, lineItems: lineItems.value, shippingLines: shippingLines.value, transactions: transactions.value, refunds: refunds.value });
}

/** What was shipped and what is left to ship, of an order read by either document. */
async function completeShipping(pages: Pages, order: Row): Promise<Result<Row>> {
  const known = rowsOf(order['fulfillments']);
  const listed = await wholeList(pages, order, { list: 'fulfillments', size: firstPage.fulfillments, document: documents.allParcels });
  if (!listed.ok) return listed;
  const fulfillments = await inTurn(listed.value, async ({ id }) => {
    const here = known.find((parcel) => parcel['id'] === id);
    const parcel = here === undefined ? await pages.ask(documents.readParcel, String(id)) : ok(here);
    return parcel.ok ? withRest(pages, parcel.value, 'fulfillmentLineItems', documents.moreParcelLines) : parcel;
  });
  if (!fulfillments.ok) return fulfillments;
  const groups = await pages.rest({ owner: order, list: 'fulfillmentOrders', document: documents.moreGroups });
  if (!groups.ok) return groups;
  const fulfillmentOrders = await inTurn(groups.value, (group) => withRest(pages, group, 'lineItems', documents.moreGroupLines));
  return fulfillmentOrders.ok ? ok({ ...order, fulfillments: fulfillments.value, fulfillmentOrders: fulfillmentOrders.value }) : fulfillmentOrders;
}

async function completeRefund(pages: Pages, id: string): Promise<Result<Row>> {
  const refund = await pages.ask(documents.readRefund, id);
  if (!refund.ok) return refund;
  const { order: _order, ...own } = refund.value;
  const nodesOf = (list: string): Row[] => rowsOf(rowOf(own[list])['nodes']);
  const lists = { orderAdjustments: nodesOf('orderAdjustments'), refundShippingLines: nodesOf('refundShippingLines'), transactions: nodesOf('transactions') };
  const whole = await withRest(pages, own, 'refundLineItems', documents.moreRefundLines);
  return whole.ok ? ok({ ...whole.value, ...lists }) : whole;
}

async function withRest(pages: Pages, owner: Row, list: string, document: GraphqlDocument): Promise<Result<Row>> {
  const nodes = await pages.rest({ owner, list, document });
  const { order: _order, ...own } = owner;
  return nodes.ok ? ok({ ...own, [list]: nodes.value }) : nodes;
}

/** A list that Shopify cuts off at the size that was asked for: where it is full, it is asked for once more in full. */
async function wholeList(pages: Pages, order: Row, { list, size, document }: { list: string; size: number; document: GraphqlDocument }): Promise<Result<Row[]>> {
  const known = rowsOf(order[list]);
  if (known.length < size) return ok(known);
  const all = await pages.ask(document, String(order['id']));
  return all.ok ? ok(rowsOf(all.value[list])) : all;
}

async function inTurn(rows: readonly Row[], work: (row: Row) => Promise<Result<Row>>): Promise<Result<Row[]>> {
  const done: Row[] = [];
  for (const row of rows) {
    const result = await work(row);
    if (!result.ok) return result;
    done.push(result.value);
  }
  return ok(done);
}
