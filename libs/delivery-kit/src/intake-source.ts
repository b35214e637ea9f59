import type { FulfillmentRequest, TopicRow } from '@tributary/contracts';
import { parseOrderKey } from '@tributary/kernel';
import type { KeyScope, Keyring, Keys } from '@tributary/sealing';
import type { Inbound } from '@tributary/stream';
import type { Intent, TargetAccount } from './ledger.ts';

/** Which topics a deliverer reads, and what it shall do about each of their records. */
export type IntakeSource<Row extends TopicRow> = {
  /** Vendor that the deliverer serves: "lingxing", "shopify". */
  readonly target: string;
  readonly rows: readonly Row[];
  /** Part of the configuration that declares the target's accounts; named where one is missing. */
  readonly declaredUnder: 'erps' | 'channels';
  /** Pure. */
  read(record: Inbound<Row>): Reading;
};

export type Reading = { readonly skip: string } | Wish;

/** What a record wants of one account of the target. */
export type Wish = {
  readonly account: TargetAccount;
  /** Why it could not be carried out whatever happens later, in words for whoever looks at the dead letter. */
  readonly problem: string | undefined;
  /** Under what its sealed part is sealed, where it has any. */
  readonly scope?: KeyScope;
  intents(keyring: Pick<Keyring, 'digest'>, keys: Keys): readonly Intent[];
};

/** What must hold for every desired state of an order; the first thing that does not. */
export function orderProblem(key: string, { orderKey, tenant, state, mode }: { orderKey: string; tenant: string; state?: string; mode: string }): string | undefined {
  if (orderKey !== key) return 'the order key is not the record key';
  if (parseOrderKey(orderKey)?.tenant !== tenant) return 'the order key is not one of its tenant';
  if (state === 'UNKNOWN') return 'its state is newer than this release; deploy the release that writes it';
  if (mode === 'UNKNOWN') return 'its mode is newer than this release; deploy the release that writes it';
  return undefined;
}

type Desired = Pick<FulfillmentRequest, 'tenant' | 'orderKey' | 'marketplace' | 'salesPartner' | 'timeZone' | 'traceId' | 'version' | 'mode'>;
type Subject = Pick<Intent, 'target' | 'account' | 'subjectId' | 'incarnation' | 'reference'>;

/** What every intent says alike that comes of a desired state of one order. Orders have a lane each. */
export function orderIntent({ tenant, orderKey, marketplace, salesPartner, timeZone, traceId, version, mode }: Desired, subject: Subject) {
  return {
    ...{ tenant, marketplace, salesPartner, timeZone, traceId },
    ...subject,
    laneKey: orderKey,
    orderKeys: [orderKey],
    desiredVersion: version,
    undoes: null,
    withdrawal: null,
    live: mode === 'live',
  };
}

type Envelope = Pick<FulfillmentRequest, 'eventId' | 'revision' | 'version' | 'mapperVersion' | 'occurredAt' | 'recordedAt' | 'traceId' | 'rawRef'>;

/** All that a desired state says; not when, by whom and how often it was said. */
export function contentIn<Said extends Envelope>({ eventId, revision, version, mapperVersion, occurredAt, recordedAt, traceId, rawRef, ...content }: Said): Omit<Said, keyof Envelope> {
  return content;
}
