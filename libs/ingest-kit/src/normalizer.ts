import type { RawKind, RawRecord, RawRow } from '@tributary/contracts';
import { during, failed, failure, ok, type Failure, type Result } from '@tributary/kernel';
import { orderScope, type Keyring, type Keys } from '@tributary/sealing';
import { done, park, retry, skip, type BatchHandler, type Inbound, type Outbound, type Outcome, type Producer } from '@tributary/stream';
import type { CanonicalDraft } from './canonical-draft.ts';
import { completeDraft } from './complete-draft.ts';
import { placeOf, vendorOf, type DraftOrigin, type Place, type VendorAccount } from './draft-place.ts';
import type { Mapper } from './mapper.ts';

export type NormalizerOptions = {
  readonly producer: Producer;
  readonly keyring: Keyring;
  readonly mapper: Mapper;
  /** Channel accounts or ERP accounts, as they are configured. */
  readonly accounts: readonly VendorAccount[];
};

const mappedKinds: ReadonlySet<RawKind> = new Set(['resource', 'row', 'document']);

/** What became of one record so far: an outcome, or drafts that wait for their keys, or records that wait to be sent. */
type Placed = { readonly draft: CanonicalDraft; readonly place: Place };
type Drafted = { readonly origin: DraftOrigin; readonly drafts: readonly Placed[] };
type Mapped = { readonly outcome: Outcome } | Drafted;
type Completed = { readonly outcome: Outcome } | { readonly outbound: readonly Outbound[] };

/**
 * Maps raw records to canonical ones and publishes those of a whole batch in one send. It calls no vendor and keeps no
 * memory, so the same records again give the same facts.
 *
 * - mapped and published, or understood and without content → done
 * - a hint, or an event that this vendor's mapper leaves aside → skip
 * - not readable: unknown account, key destroyed, not the vendor's schema, an order of another tenant → park, this record alone
 * - salts or Kafka away → retry, the whole batch
 */
export function createNormalizer(options: NormalizerOptions): BatchHandler<RawRow> {
  const { keyring, producer } = options;
  return async (records) => {
    const rawKeys = await keyring.prepare(knownScopes(records, options.accounts));
    if (!rawKeys.ok) return retryAll(records, rawKeys.failure);
    const mapped = records.map(({ value }) => mapRecord(value, rawKeys.value, options));
    const drafted = mapped.flatMap((step) => ('drafts' in step ? [step] : []));
    const keys = await keyring.prepare(drafted.flatMap(scopesOf));
    if (!keys.ok) return retryAll(records, keys.failure);
    return publish(mapped.map((step) => ('drafts' in step ? complete(step, keyring, keys.value) : step)), producer);
  };
}

function accountOf(raw: RawRecord, accounts: readonly VendorAccount[]): VendorAccount | undefined {
  return accounts.find((known) => known.tenant === raw.tenant && vendorOf(known) === raw.channel && known.account === raw.account);
}

/** Only orders hold something personal. */
function scopesOf({ origin, drafts }: Drafted): { tenant: string; scope: string }[] {
  return drafts.filter(({ draft }) => draft.row === 'order').map(({ place }) => orderScope(origin.raw.tenant, place.key));
}

/** A tenant that is no longer configured has no master key; its records are parked and must not hold up the others. */
function knownScopes(records: readonly Inbound<RawRow>[], accounts: readonly VendorAccount[]): { tenant: string; scope: string }[] {
  return records.filter(({ value }) => accountOf(value, accounts) !== undefined).map(({ value }) => ({ tenant: value.tenant, scope: value.keyId }));
}

function mapRecord(raw: RawRecord, keys: Keys, { accounts, mapper }: NormalizerOptions): Mapped {
  const account = accountOf(raw, accounts);
  if (account === undefined) return parked(raw, unknownAccount(raw));
  if (!mappedKinds.has(raw.kind)) return { outcome: skip(`a ${raw.kind} is not mapped`) };
  const map = Object.hasOwn(mapper.topics, raw.topic) ? mapper.topics[raw.topic] : undefined;
  if (map === undefined) return { outcome: skip(`topic ${raw.topic} is not mapped`) };
  const body = keys.open({ tenant: raw.tenant, scope: raw.keyId }, raw.body);
  if (!body.ok) return parked(raw, body.failure);
  const drafted = guarded({ raw, account, mapperVersion: mapper.version }, () => map({ ...raw, body: body.value }));
  return drafted.ok ? drafted.value : parked(raw, drafted.failure);
}

/** A mapper that throws has a bug for this record; the message is left out, as it may quote the body. An id may be no text that a key can hold. */
function guarded(origin: DraftOrigin, map: () => Result<readonly CanonicalDraft[]>): Result<Drafted> {
  try {
    const drafts = map();
    return drafts.ok ? placed(origin, drafts.value) : drafts;
  } catch (error) {
    return failed(failure('unexpected', 'mapping', { cause: { code: 'mapper_threw', text: error instanceof Error ? error.name : 'no error' } }));
  }
}

function placed(origin: DraftOrigin, drafts: readonly CanonicalDraft[]): Result<Drafted> {
  const found: Placed[] = [];
  for (const draft of drafts) {
    const place = placeOf(draft, origin);
    if (!place.ok) return place;
    found.push({ draft, place: place.value });
  }
  return ok({ origin, drafts: found });
}

function complete({ drafts, origin }: Drafted, keyring: Keyring, keys: Keys): Completed {
  return { outbound: drafts.map(({ draft, place }) => completeDraft(draft, { place, origin, keyring }, keys)) };
}

async function publish(completed: readonly Completed[], producer: Producer): Promise<readonly Outcome[]> {
  const all = completed.flatMap((step) => ('outbound' in step ? step.outbound : []));
  const sent = all.length === 0 ? ok() : await producer.send(all);
  if (sent.ok) return completed.map((step) => ('outbound' in step ? done : step.outcome));
  if (!isAboutRecord(sent.failure)) return retryAll(completed, sent.failure);
  const outcomes: Outcome[] = [];
  for (const step of completed) outcomes.push('outbound' in step ? await publishAlone(step.outbound, producer) : step.outcome);
  return outcomes;
}

/** Kafka or the schema refused something of the batch: sent one by one, the bad record is parked and the rest goes on. */
async function publishAlone(outbound: readonly Outbound[], producer: Producer): Promise<Outcome> {
  const sent = await producer.send(outbound);
  if (sent.ok) return done;
  return isAboutRecord(sent.failure) ? park(sent.failure) : retry(sent.failure);
}

const isAboutRecord = ({ kind }: Failure): boolean => kind === 'invalid' || kind === 'rejected';

function retryAll(records: readonly unknown[], cause: Failure): readonly Outcome[] {
  return records.map(() => retry(during('normalizing', cause)));
}

function parked(raw: RawRecord, cause: Failure): { outcome: Outcome } {
  return { outcome: park(during(`normalizing ${raw.topic} ${raw.resourceId}`, cause)) };
}

function unknownAccount({ tenant, account }: RawRecord): Failure {
  return failure('invalid', 'looking up account', { cause: { code: 'unknown_account', text: `account ${account} of tenant ${tenant} is not in the configuration` } });
}
