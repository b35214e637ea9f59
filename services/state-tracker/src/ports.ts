import type { Result } from '@tributary/kernel';
import type { Mode, Store } from './order/route.ts';
import type { Database } from './store/orders.ts';

type Account = { readonly tenant: string; readonly channel: string; readonly account: string };

/** What the tracker needs from outside, on the connection of its transaction. */
export type TrackerPorts = {
  readonly database: Database;
  /** Runs database work; an unreachable database becomes a failure, a wrong statement throws. */
  attempt<T>(action: string, work: () => Promise<T>): Promise<Result<T>>;
  storeMap(connection: Database): { find(question: Account & { marketplace: string; salesPartner: string }): Promise<Result<Store | undefined>> };
  mapVersions(connection: Database): { version(tenant: string): Promise<Result<number>> };
  modeOf(account: Account, store: Store | undefined): Mode;
  /** Told after every commit that may have left something to announce. */
  changed(): void;
};
