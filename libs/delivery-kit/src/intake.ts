import type { FulfillmentRequest } from '@tributary/contracts';
import { during, failure, type Failure } from '@tributary/kernel';
import { orderScope, type Keyring } from '@tributary/sealing';
import { done, park, retry, skip, type BatchHandler, type Outcome } from '@tributary/stream';
import { intentOf, validateRequest } from './intent.ts';
import type { Intent, Ledger } from './ledger.ts';

export type IntakeOptions = {
  readonly target: string;
  readonly accounts: readonly { readonly tenant: string; readonly account: string }[];
  readonly ledger: Pick<Ledger, 'accept'>;
  readonly keyring: Keyring;
  /** Called after something was written. */
  readonly onAccepted: () => void;
};

/**
 * Writes the fulfillment requests of one target to the ledger, one transaction a batch. Requests for other targets are
 * skipped. A batch may come again: the newest version of each effect stays and its stored outcome is announced
 * again.
 */
export function createIntake({ target, accounts, ledger, keyring, onAccepted }: IntakeOptions): BatchHandler<'fulfillment-request'> {
  const configured = new Set(accounts.map(({ tenant, account }) => nameOf(tenant, account)));

  const write = async (requests: readonly FulfillmentRequest[]): Promise<Failure | undefined> => {
    const prepared = await keyring.prepare(requests.map(({ tenant, orderKey }) => orderScope(tenant, orderKey)));
    if (!prepared.ok) return prepared.failure;
    const accepted = await ledger.accept(newestOfEach(requests.map((request) => intentOf(request, keyring, prepared.value))));
    return accepted.ok ? undefined : accepted.failure;
  };

  return async (records) => {
    const outcomes: Outcome[] = [];
    const ours: { index: number; request: FulfillmentRequest }[] = [];
    for (const [index, { key, value }] of records.entries()) {
      const outcome = screen(key, value, target, configured);
      outcomes.push(outcome);
      if (outcome === done) ours.push({ index, request: value });
    }
    if (ours.length === 0) return outcomes;
    const problem = await write(ours.map(({ request }) => request));
    if (problem === undefined) onAccepted();
    else for (const { index } of ours) outcomes[index] = retry(during('accepting fulfillment requests', problem));
    return outcomes;
  };
}

function screen(key: string, request: FulfillmentRequest, target: string, configured: ReadonlySet<string>): Outcome {
  if (request.erp !== target) return skip('for another ERP');
  if (!configured.has(nameOf(request.tenant, request.erpAccount))) return park(unknownAccount(request));
  const valid = validateRequest(key, request);
  return valid.ok ? done : park(valid.failure);
}

/** Parked, not skipped: an order that was routed to an account must not vanish with the account's configuration. */
function unknownAccount({ tenant, erp, erpAccount }: FulfillmentRequest): Failure {
  const text = `${tenant}/${erp}/${erpAccount} is no ERP account of the configuration: declare it under erps, then have this group read its dead letters or topic again`;
  return failure('invalid', 'accepting fulfillment request', { cause: { code: 'unknown_account', text } });
}

function newestOfEach(intents: readonly Intent[]): Intent[] {
  const newest = new Map<string, Intent>();
  for (const intent of intents) {
    const before = newest.get(intent.idempotencyKey);
    if (before === undefined || intent.desiredVersion > before.desiredVersion) newest.set(intent.idempotencyKey, intent);
  }
  return [...newest.values()];
}

const nameOf = (tenant: string, account: string): string => `${tenant}\n${account}`;
