import { expect, it } from 'vitest';
import { failed, failure, ok } from '@tributary/kernel';
import { createOrderCommands, type CommandPorts } from './order-command.ts';

const wanted = { command: 'cancel', orderKey: 'acme/shopify/us/PO%2F7', arguments: { reason: 'fraud', restock: 'false' }, by: 'li', reason: 'card was stolen' } as const;

function commandsOn(send: CommandPorts['send'] = async () => ok()) {
  const sent: Parameters<CommandPorts['send']>[0][] = [];
  const command = createOrderCommands({ send: (record) => (sent.push(record), send(record)), randomHex: (digits) => 'a'.repeat(digits), clock: { now: () => 7 } });
  return { command, sent };
}

it('goes to the order’s partition with who and why', async () => {
  const { command, sent } = commandsOn();
  const given = await command(wanted);
  expect(sent).toEqual([{ row: 'command', key: wanted.orderKey, value: given.ok ? given.value : undefined }]);
  expect(sent[0]?.value).toEqual({
    eventId: `command/${'a'.repeat(32)}`, tenant: 'acme', channel: 'shopify', account: 'us', orderKey: wanted.orderKey, command: 'cancel',
    arguments: [{ name: 'reason', value: 'fraud' }, { name: 'restock', value: 'false' }], by: 'li', reason: 'card was stolen', issuedAt: 7, recordedAt: 7, traceId: 'a'.repeat(32),
  });
});

it('about no order key is refused and not sent', async () => {
  const { command, sent } = commandsOn();
  expect(await command({ ...wanted, orderKey: '#1001' })).toMatchObject({ ok: false, failure: { kind: 'invalid', cause: { code: 'no_order_key' } } });
  expect(sent).toEqual([]);
});

it('that Kafka did not take was not given', async () => {
  expect(await commandsOn(async () => failed(failure('unavailable', 'sending'))).command(wanted)).toMatchObject({ ok: false, failure: { kind: 'unavailable' } });
});
