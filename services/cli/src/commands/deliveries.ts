import { type Command, Option } from 'commander';
import { failure } from '@tributary/kernel';
import type { DeliveryFilter } from '@tributary/operations';
import { byOf, type ByHandOptions, countUpTo, withReason } from '../arguments.ts';
import type { Operations } from '../operations.ts';
import { deliveryLines, deliveryRows } from '../order-text.ts';
import { endWithFailure, guarded, print } from '../output.ts';

type Verbs = Pick<Operations, 'listDeliveries' | 'findDelivery' | 'retryDelivery' | 'skipDelivery'>;
type ListOptions = { json?: boolean; state?: string; target?: string; order?: string; limit: number };

const states = ['pending', 'in_flight', 'submitted', 'unknown', 'succeeded', 'retrying', 'rejected', 'held', 'dead', 'skipped', 'superseded'];

export function addDeliveries(program: Command, operations: Verbs): void {
  const deliveries = program.command('deliveries').description('effects at ERPs and channels: the delivery ledger');
  addList(deliveries, operations);
  addShow(deliveries, operations);
  addVerb(deliveries, 'retry', 'make a rejected, held or dead delivery due again; a dead one is looked up at the target before it is sent', operations.retryDelivery);
  addVerb(deliveries, 'skip', 'write a delivery off that is rejected, held, dead, pending or retrying: it is not sent from now on', operations.skipDelivery);
}

function addList(deliveries: Command, operations: Verbs): void {
  deliveries
    .command('list')
    .description('list deliveries, newest first')
    .addOption(new Option('--state <state>', 'in this state').choices(states))
    .option('--target <vendor>', 'to this ERP or channel')
    .option('--order <key>', 'of this order key')
    .option('--limit <n>', 'at most so many', countUpTo(1_000), 50)
    .option('--json', 'print one JSON document')
    .action(({ json = false, state, target, order, limit }: ListOptions) =>
      guarded(json, async () => {
        const filter: DeliveryFilter = { limit, ...(state && { state }), ...(target && { target }), ...(order && { orderKey: order }) };
        const listed = await operations.listDeliveries(filter);
        if (!listed.ok) endWithFailure(json, listed.failure);
        print(json, { deliveries: listed.value }, listed.value.length === 0 ? ['No delivery matches.'] : deliveryRows(listed.value));
      }),
    );
}

function addShow(deliveries: Command, operations: Verbs): void {
  deliveries
    .command('show')
    .description('show one delivery and what was done to it by hand')
    .argument('<key>', 'idempotency key, as list prints it')
    .option('--json', 'print one JSON document')
    .action((key: string, { json = false }: { json?: boolean }) =>
      guarded(json, async () => {
        const found = await operations.findDelivery(key);
        if (!found.ok) endWithFailure(json, found.failure);
        if (found.value === undefined) endWithFailure(json, failure('rejected', 'looking for the delivery', { cause: { code: 'not_found', text: `there is no delivery ${key}` } }));
        print(json, found.value, deliveryLines(found.value.delivery, found.value.actions));
      }),
    );
}

function addVerb(deliveries: Command, name: 'retry' | 'skip', description: string, act: Verbs['retryDelivery']): void {
  withReason(deliveries.command(name).description(description).argument('<key>', 'idempotency key, as list prints it')).action((key: string, options: ByHandOptions) =>
    guarded(options.json ?? false, async () => {
      const { json = false, reason } = options;
      const done = await act({ key, reason, by: byOf(options) });
      if (!done.ok) endWithFailure(json, done.failure);
      print(json, { delivery: done.value }, [`${key} is ${done.value.state} now.`]);
    }),
  );
}
