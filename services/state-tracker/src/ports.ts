import type { Logistics, LogisticsQuestion, MappedStore } from '@tributary/rules';
import type { Result } from '@tributary/kernel';
import type { Settings } from './settings.ts';
import type { Database } from './store/orders.ts';

export type Account = { readonly tenant: string; readonly channel: string; readonly account: string };
export type StoreQuestion = Account & { readonly marketplace: string; readonly salesPartner: string };

/** Maps that staff keep, read on the connection of a transaction. */
export type MapPorts = {
  storeMap(connection: Database): { find(question: StoreQuestion): Promise<Result<MappedStore | undefined>> };
  warehouseMap(connection: Database): { of(account: Account): Promise<Result<(question: LogisticsQuestion) => Logistics | undefined>> };
  mapVersions(connection: Database): { versions(tenants: readonly string[]): Promise<Result<ReadonlyMap<string, number>>> };
};

/** What the tracker needs from outside. */
export type TrackerPorts = MapPorts & {
  readonly database: Database;
  /** Runs database work; an unreachable database becomes a failure, a wrong statement throws. */
  attempt<T>(action: string, work: () => Promise<T>): Promise<Result<T>>;
  settingsOf(account: Account): Settings;
  /** Told after every commit that may have left something to announce. */
  changed(): void;
  /** Told after every commit how many events were new, and how many had been accepted before. */
  counted(events: { readonly accepted: number; readonly duplicate: number }): void;
  /** Told of an order that cannot be folded although no new record is to blame; it is looked at again in an hour. */
  setAside(orderKey: string, reason: string): void;
};
