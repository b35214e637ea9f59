import type { Command, CommandName } from '@tributary/contracts';
import { failed, failure, ok, parseOrderKey, type Clock, type Result } from '@tributary/kernel';

export type OrderCommand = {
  readonly command: Exclude<CommandName, 'UNKNOWN'>;
  readonly orderKey: string;
  readonly arguments: Readonly<Record<string, string>>;
  readonly by: string;
  readonly reason: string;
};

export type CommandPorts = {
  /** Answers ok once the record is durable. */
  send(record: { row: 'command'; key: string; value: Command }): Promise<Result<void>>;
  /** So many fresh random hex digits. */
  randomHex(digits: number): string;
  readonly clock: Clock;
};

/** Tells the tracker what a person wants with one order; answers the record that it was told in. */
export function createOrderCommands({ send, randomHex, clock }: CommandPorts) {
  return async ({ command, orderKey, by, reason, ...wanted }: OrderCommand): Promise<Result<Command>> => {
    const order = parseOrderKey(orderKey);
    if (order === undefined) return noOrderKey(command, orderKey);
    const { tenant, channel, account } = order;
    const given = Object.entries(wanted.arguments).map(([name, value]) => ({ name, value }));
    const now = clock.now();
    const value: Command = { eventId: `command/${randomHex(32)}`, tenant, channel, account, orderKey, command, arguments: given, by, reason, issuedAt: now, recordedAt: now, traceId: randomHex(32) };
    const sent = await send({ row: 'command', key: orderKey, value });
    return sent.ok ? ok(value) : sent;
  };
}

function noOrderKey(command: string, orderKey: string): Result<never> {
  const text = `${orderKey} is no order key; write tenant/channel/account/id, as "orders show" prints it`;
  return failed(failure('invalid', `giving the command ${command}`, { cause: { code: 'no_order_key', text } }));
}
