import type { Command } from 'commander';
import { failure } from '@tributary/kernel';
import type { Operations } from '../operations.ts';
import { orderLines } from '../order-text.ts';
import { endWithFailure, guarded, print } from '../output.ts';

export function addOrders(program: Command, operations: Pick<Operations, 'findOrders'>): void {
  program
    .command('orders')
    .description('orders and where they are')
    .command('show')
    .description('show where an order is: headline, exceptions, legs, quantities, parts, deliveries; never personal data')
    .argument('<key>', 'order key (tenant/channel/account/id), or the order’s id at its channel')
    .option('--json', 'print one JSON document')
    .action((key: string, { json = false }: { json?: boolean }) =>
      guarded(json, async () => {
        const found = await operations.findOrders(key);
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
