import { type Command, Option } from 'commander';
import type { OrderFlag, OrderStatus } from '@tributary/contracts';
import { failure } from '@tributary/kernel';
import type { OrderFilter } from '@tributary/operations';
import { countUpTo } from '../arguments.ts';
import type { Operations } from '../operations.ts';
import { orderLines, orderRows } from '../order-text.ts';
import { endWithFailure, guarded, print } from '../output.ts';

type Readers = Pick<Operations, 'findOrders' | 'listOrders'>;

const statuses: readonly OrderStatus[] = ['pending', 'created', 'synced', 'partially_shipped', 'shipped', 'invoiced', 'completed', 'cancelled'];
const flags: readonly OrderFlag[] = ['on_hold', 'exception', 'cancel_requested', 'return_open', 'over_shipped', 'test', 'observed', 'after_invoice_change', 'shipped_elsewhere'];

export function addOrders(program: Command, operations: Readers): void {
  const orders = program.command('orders').description('orders and where they are');
  addList(orders, operations);
  addShow(orders, operations);
}

function addList(orders: Command, { listOrders }: Readers): void {
  orders
    .command('list')
    .description('list orders with what is wrong with them, those that changed last first; never personal data')
    .addOption(new Option('--status <status>', 'with this headline').choices(statuses))
    .addOption(new Option('--flag <flag>', 'with this flag; exception: those that wait for a person').choices(flags))
    .option('--exception <code>', 'with an exception of this code: unmapped_store, stuck …')
    .option('--tenant <id>', 'of this tenant')
    .option('--channel <name>', 'of this channel')
    .option('--account <id>', 'of this channel account')
    .option('--limit <n>', 'at most so many', countUpTo(1_000), 50)
    .option('--json', 'print one JSON document')
    .action(({ json = false, ...filter }: OrderFilter & { json?: boolean }) =>
      guarded(json, async () => {
        const listed = await listOrders(filter);
        if (!listed.ok) endWithFailure(json, listed.failure);
        print(json, { orders: listed.value }, listed.value.length === 0 ? ['No order matches.'] : orderRows(listed.value, filter.exception));
      }),
    );
}

function addShow(orders: Command, { findOrders }: Readers): void {
  orders
    .command('show')
    .description('show where an order is: headline, exceptions, legs, quantities, parts, deliveries; never personal data')
    .argument('<key>', 'order key (tenant/channel/account/id), or the order’s id at its channel')
    .option('--json', 'print one JSON document')
    .action((key: string, { json = false }: { json?: boolean }) =>
      guarded(json, async () => {
        const found = await findOrders(key);
        if (!found.ok) endWithFailure(json, found.failure);
        const [order, ...others] = found.value;
        if (order === undefined) endWithFailure(json, unknownOrder(key));
        const keys = found.value.map(({ orderKey }) => orderKey);
        if (others.length > 0) print(json, { matches: keys }, [`${keys.length} orders have the id ${key}; show one by its key:`, ...keys.map((one) => `  ${one}`)]);
        else print(json, { order }, orderLines(order));
      }),
    );
}

function unknownOrder(key: string) {
  const text = `no order has the key or the channel’s id ${key}; it is the id, not the number that customers see, and an order that just came in may still be on its way`;
  return failure('rejected', 'looking for the order', { cause: { code: 'not_found', text } });
}
