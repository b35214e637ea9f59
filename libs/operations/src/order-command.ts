import type { Command, CommandName } from '@tributary/contracts';
import { failed, failure, ok, parseOrderKey, type Result } from '@tributary/kernel';

export type OrderCommand = {
  readonly command: Exclude<CommandName, 'UNKNOWN'>;
  readonly orderKey: string;
  readonly arguments: Readonly<Record<string, string>>;
  readonly by: string;
  readonly reason: string;
};

/** The record that tells the tracker what a person wants; `id` and `traceId` are fresh. */
export function commandRecord({ command, orderKey, by, reason, ...wanted }: OrderCommand, { id, traceId, now }: { id: string; traceId: string; now: number }): Result<Command> {
  const order = parseOrderKey(orderKey);
  if (order === undefined) {
    return failed(failure('invalid', `giving the command ${command}`, { cause: { code: 'no_order_key', text: `${orderKey} is no order key; write tenant/channel/account/id, as "orders show" prints it` } }));
  }
  const { tenant, channel, account } = order;
  const given = Object.entries(wanted.arguments).map(([name, value]) => ({ name, value }));
  return ok({ eventId: `command/${id}`, tenant, channel, account, orderKey, command, arguments: given, by, reason, issuedAt: now, recordedAt: now, traceId });
}
