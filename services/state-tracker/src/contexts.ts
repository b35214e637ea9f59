import { explain, type Failure, type Result } from '@tributary/kernel';
import type { RoutingContext } from './order/context.ts';
import type { MapPorts, StoreQuestion } from './ports.ts';
import type { Settings } from './settings.ts';
import type { Transaction } from './store/orders.ts';

/** What an order is folded with, and the version of the maps that it was read at. */
export type Looked = { readonly context: RoutingContext; readonly mapVersion: number };

/** Looks up what orders of several accounts are folded with; answers in the order of the questions. */
export type Contexts = (transaction: Transaction, questions: readonly StoreQuestion[]) => Promise<readonly Looked[]>;

/** Accounts times marketplaces times partners: a few at most of our users, some hundred where retailers are many. */
const mostKept = 5_000;

/**
 * Every import of a map raises its tenant's version, so what was read at a version holds until there is another: a
 * batch asks for the versions of its tenants and, in the rule, for nothing else. The version is read first: a map that
 * changes in between is looked at once too often, never too seldom.
 */
export function createContexts(ports: MapPorts & { settingsOf(account: StoreQuestion): Settings }): Contexts {
  const kept = new Map<string, Looked>();

  const lookUp = async (transaction: Transaction, question: StoreQuestion, mapVersion: number): Promise<Looked> => {
    const name = Object.values(question).join('\n');
    const before = kept.get(name);
    if (before?.mapVersion === mapVersion) return before;
    const store = valueOf(await ports.storeMap(transaction).find(question));
    const warehouseOf = valueOf(await ports.warehouseMap(transaction).of(question));
    const looked = { context: { ...ports.settingsOf(question), store, warehouseOf }, mapVersion };
    if (kept.size >= mostKept) kept.clear();
    kept.set(name, looked);
    return looked;
  };

  return async (transaction, questions) => {
    const tenants = [...new Set(questions.map(({ tenant }) => tenant))];
    const versions = tenants.length === 0 ? new Map<string, number>() : valueOf(await ports.mapVersions(transaction).versions(tenants));
    const looked: Looked[] = [];
    for (const question of questions) looked.push(await lookUp(transaction, question, versions.get(question.tenant) ?? 0));
    return looked;
  };
}

/** Inside the transaction a database that went away is an exception again; the caller turns it back into a failure. */
function valueOf<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new DatabaseAway(result.failure);
}

class DatabaseAway extends Error {
  readonly code = 'ECONNRESET';
  constructor(failure: Failure) {
    super(explain(failure));
    this.name = 'DatabaseAway';
  }
}
