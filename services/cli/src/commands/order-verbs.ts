import { type Command, Option } from 'commander';
import type { OrderCommand } from '@tributary/operations';
import { byOf, type ByHandOptions, withReason } from '../arguments.ts';
import type { Operations } from '../operations.ts';
import { endWithFailure, guarded, print } from '../output.ts';

type Commands = Pick<Operations, 'command' | 'erase'>;

const cancelReasons = ['out_of_stock', 'changed_mind', 'price_error', 'address', 'fraud', 'payment', 'duplicate', 'late', 'other'];

/** What a person decides about one order. All but `erase` go to the tracker through the topic `command`. */
export function addOrderVerbs(program: Command, operations: Commands): void {
  const verb = (name: OrderCommand['command'], description: string): Command =>
    withReason(program.command(name).description(description).argument('<key>', 'order key, tenant/channel/account/id'));
  const send = (command: OrderCommand['command'], orderKey: string, given: Record<string, string | undefined>, options: ByHandOptions): Promise<void> =>
    guarded(options.json ?? false, async () => {
      const wanted = Object.fromEntries(Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined));
      const sent = await operations.command({ command, orderKey, arguments: wanted, by: byOf(options), reason: options.reason });
      if (!sent.ok) endWithFailure(options.json ?? false, sent.failure);
      print(options.json ?? false, { command: sent.value.eventId }, [`${command} of ${orderKey} is given to the tracker; "tributary orders show ${orderKey}" tells what becomes of it.`]);
    });

  verb('reroute', 'send an order to another store; what an ERP holds of it is cancelled there first')
    .requiredOption('--to <erp:account>', 'ERP account, lingxing:main')
    .requiredOption('--store <id>', 'the ERP’s id of the store')
    .option('--platform-code <code>', 'the ERP’s code of the store’s platform')
    .option('--warehouse <id>', 'the ERP’s id of the warehouse')
    .option('--method <id>', 'the ERP’s id of the logistics method')
    .action((key: string, options: ByHandOptions & { to: string; store: string; platformCode?: string; warehouse?: string; method?: string }) => {
      const [erp, erpAccount] = options.to.split(':');
      return send('reroute', key, { erp, erpAccount, store: options.store, platformCode: options.platformCode, warehouse: options.warehouse, method: options.method }, options);
    });
  verb('cancel', 'cancel an order: at the ERP, and once that is done at its channel')
    .addOption(new Option('--why <reason>', 'the reason that the channel is told').choices(cancelReasons).default('other'))
    .option('--no-restock', 'the channel shall not put the units back on sale')
    .action((key: string, options: ByHandOptions & { why: string; restock: boolean }) => send('cancel', key, { reason: options.why, restock: String(options.restock) }, options));
  verb('hold', 'keep an order from being pushed until it is released').action((key: string, options: ByHandOptions) => send('hold', key, {}, options));
  verb('release', 'let an order that was held by hand go on').action((key: string, options: ByHandOptions) => send('release', key, {}, options));
  addErase(program, operations);
}

function addErase(program: Command, { erase }: Commands): void {
  withReason(program.command('erase').description('erase the person of an order: destroys the key that its personal data is sealed under, everywhere and for good').argument('<key>', 'order key, tenant/channel/account/id'))
    .action((key: string, options: ByHandOptions) =>
      guarded(options.json ?? false, async () => {
        const { json = false, reason } = options;
        const erased = await erase({ orderKey: key, by: byOf(options), reason });
        if (!erased.ok) endWithFailure(json, erased.failure);
        const text = erased.value ? 'is erased: nothing opens its personal data any more. Services forget the key within a minute; raw records follow within 14 days.' : 'was erased before.';
        print(json, { orderKey: key, erased: erased.value }, [`The person of ${key} ${text}`]);
      }),
    );
}
