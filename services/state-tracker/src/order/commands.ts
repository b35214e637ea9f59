import type { Command } from '@tributary/contracts';
import type { Destination, StoreTarget } from '@tributary/rules';
import { bodiesOf, type CommandMark, type Facts } from './facts.ts';

/** What people want of the order, oldest first. */
export type Commands = {
  readonly reroutes: readonly Command[];
  /** The first one; nothing takes it back. */
  readonly cancel: Command | undefined;
  /** The command that holds the order now. */
  readonly hold: Command | undefined;
};

export function commandsOf(facts: Facts): Commands {
  const commands = [...bodiesOf(facts, 'command')].sort((a, b) => compareMarks(markOf(a), markOf(b)));
  const last = commands.findLast(({ command }) => command === 'hold' || command === 'release');
  return {
    reroutes: commands.filter(({ command }) => command === 'reroute'),
    cancel: commands.find(({ command }) => command === 'cancel'),
    hold: last?.command === 'hold' ? last : undefined,
  };
}

export const markOf = ({ issuedAt, eventId }: Command): CommandMark => ({ at: issuedAt, eventId });

function compareMarks(a: CommandMark, b: CommandMark): number {
  return a.at - b.at || (a.eventId < b.eventId ? -1 : a.eventId > b.eventId ? 1 : 0);
}

/** The newest reroute that came after the mark. An older one that arrives late is overtaken and never carried out. */
export function pendingReroute({ reroutes }: Commands, mark: CommandMark | null): Command | undefined {
  const newest = reroutes.findLast((command) => missingOf(command).length === 0);
  return newest !== undefined && (mark === null || compareMarks(markOf(newest), mark) > 0) ? newest : undefined;
}

export function argumentOf(command: Command, name: string): string | undefined {
  return command.arguments.find((one) => one.name === name)?.value;
}

const store = ['erp', 'erpAccount', 'store'];

/** Arguments that a reroute lacks: a store is named as a whole, or only warehouse or method change. */
export function missingOf(command: Command): readonly string[] {
  const given = new Set(command.arguments.filter(({ value }) => value !== '').map(({ name }) => name));
  if (given.has('warehouse') && !store.some((name) => given.has(name))) return [];
  return store.filter((name) => !given.has(name));
}

/** Where a reroute leads; undefined where it changes only the warehouse of a destination that is not known. */
export function destinationOf(command: Command, from: Destination | undefined, numberPrefix: string): Destination | undefined {
  const given = (name: string): string => argumentOf(command, name) ?? '';
  const logistics = { warehouse: given('warehouse') || null, method: given('method') || null };
  if (given('store') === '') return from && { ...from, ...logistics };
  const target = { erp: given('erp'), erpAccount: given('erpAccount'), store: given('store'), platformCode: given('platformCode'), numberPrefix: from?.numberPrefix ?? numberPrefix };
  // An order that a person sends there is not fetched by the ERP; who confirms stays, where the store does.
  return { ...target, intake: 'hub', shipConfirm: from !== undefined && isSameStore(from, target) ? from.shipConfirm : 'hub', ...logistics };
}

const isSameStore = (a: StoreTarget, b: StoreTarget): boolean => a.erp === b.erp && a.erpAccount === b.erpAccount && a.store === b.store;
