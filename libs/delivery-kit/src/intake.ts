import type { TopicRow } from '@tributary/contracts';
import { during, failure, type Failure } from '@tributary/kernel';
import type { Keyring } from '@tributary/sealing';
import { done, park, retry, skip, type BatchHandler, type Outcome } from '@tributary/stream';
import type { IntakeSource, Reading, Wish } from './intake-source.ts';
import type { Intent, Ledger, TargetAccount } from './ledger.ts';

export type IntakeOptions<Row extends TopicRow> = {
  readonly intake: IntakeSource<Row>;
  readonly accounts: readonly { readonly tenant: string; readonly account: string }[];
  readonly ledger: Pick<Ledger, 'accept'>;
  readonly keyring: Keyring;
  /** Called after something was written. */
  readonly onAccepted: () => void;
};

/**
 * Writes what is wanted of one target to the ledger, one transaction a batch. Records for other targets are skipped. A
 * batch may come again: the newest version of each effect stays and its stored outcome is announced again.
 */
export function createIntake<Row extends TopicRow>({ intake, accounts, ledger, keyring, onAccepted }: IntakeOptions<Row>): BatchHandler<Row> {
  const configured = new Set(accounts.map(nameOf));

  const write = async (wishes: readonly Wish[]): Promise<Failure | undefined> => {
    const prepared = await keyring.prepare(wishes.flatMap(({ scope }) => (scope === undefined ? [] : [scope])));
    if (!prepared.ok) return prepared.failure;
    const accepted = await ledger.accept(newestOfEach(wishes.flatMap((wish) => wish.intents(keyring, prepared.value))));
    return accepted.ok ? undefined : accepted.failure;
  };
  const screen = (reading: Reading): Outcome => {
    if ('skip' in reading) return skip(reading.skip);
    if (!configured.has(nameOf(reading.account))) return park(unknownAccount(reading.account, intake.declaredUnder));
    return reading.problem === undefined ? done : park(invalid('bad_record', reading.problem));
  };

  return async (records) => {
    const readings = records.map((record) => intake.read(record));
    const outcomes = readings.map(screen);
    const wishes = readings.filter((reading, index): reading is Wish => outcomes[index] === done && !('skip' in reading));
    if (wishes.length === 0) return outcomes;
    const problem = await write(wishes);
    if (problem === undefined) onAccepted();
    return problem === undefined ? outcomes : outcomes.map((outcome) => (outcome === done ? retry(during('accepting desired states', problem)) : outcome));
  };
}

/** Parked, not skipped: an order that was routed to an account must not vanish with the account's configuration. */
function unknownAccount({ tenant, target, account }: TargetAccount, declaredUnder: string): Failure {
  return invalid('unknown_account', `${tenant}/${target}/${account} is no account of the configuration: declare it under ${declaredUnder}, then have this group read its dead letters or topic again`);
}

function invalid(code: string, text: string): Failure {
  return failure('invalid', 'accepting desired state', { cause: { code, text } });
}

function newestOfEach(intents: readonly Intent[]): Intent[] {
  const newest = new Map<string, Intent>();
  for (const intent of intents) {
    const before = newest.get(intent.idempotencyKey);
    if (before === undefined || intent.desiredVersion > before.desiredVersion) newest.set(intent.idempotencyKey, intent);
  }
  return [...newest.values()];
}

const nameOf = ({ tenant, account }: { tenant: string; account: string }): string => `${tenant}\n${account}`;
