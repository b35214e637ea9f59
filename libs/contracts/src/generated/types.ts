// Made from schemas/*.avsc by `npm run generate`. Do not edit.

/** Exact decimal as text, "12.5". */
export type Decimal = string;
/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMillis = number;

/** One outbound call, redacted. The inbound counterpart is the raw record. */
export type Audit = {
  /** Unique id of the call. */
  eventId: string;
  /** The seller's organisation. */
  tenant: string;
  /** Vendor that was called. */
  channel: string;
  /** Account of the vendor as named in the configuration. */
  account: string;
  /** When the call started, UTC milliseconds. */
  recordedAt: EpochMillis;
  /** W3C trace id, 32 hex digits. */
  traceId: string;
  /** Idempotency key of the effect that the call served. */
  effectKey: string | null;
  /** Orders that the call was about. */
  orderKeys: string[];
  /** HTTP method. */
  method: string;
  /** Scheme, host and path; never the query, which may hold tokens. */
  url: string;
  /** Size of the request body in bytes. */
  requestBytes: number;
  /** Keyed digest of the request body: tells equality without showing it. */
  requestDigest: string;
  /** HTTP status; null where no answer came. */
  status: number | null;
  /** The vendor's own result code. */
  replyCode: string | null;
  /** Keyed digest of the answer's body. */
  replyDigest: string | null;
  /** ok, or the failure kind. */
  result: string;
  /** From start to answer, milliseconds. */
  durationMs: number;
};

/** Outcome of one effect at a vendor. */
export type Delivery = {
  /** Deterministic id of this fact: keyed digest of fact identity (kind, order key, subject, source revision) and content. The same fact always has the same id. */
  eventId: string;
  /** The seller's organisation. */
  tenant: string;
  /** Sales channel: shopify, tiktok-shop, amazon, dsco, edi-<partner>. For facts made by an ERP the channel of the order they concern. */
  channel: string;
  /** Channel account as named in the configuration; never changes. */
  account: string;
  /** Marketplace inside the channel account, where the channel has any. */
  marketplace: string | null;
  /** Retailer or trading partner behind the account, where the channel has any. */
  salesPartner: string | null;
  /** System that said it: the channel's name, <erp>:<erp account>, person, or tributary. */
  origin: string;
  /** Idempotency key of our own effect that caused this record, once recognised. Null in what a normalizer writes. */
  echoOf: string | null;
  /** Which snapshot of the source this is. */
  revision: Revision;
  /** Version of the mapper that made this record; of equal revisions the higher one wins. */
  mapperVersion: number;
  /** When it happened in the source's world, UTC milliseconds. */
  occurredAt: EpochMillis;
  /** When Tributary stored the record that this was made from, UTC milliseconds. */
  recordedAt: EpochMillis;
  /** IANA zone of the account, to read local dates and cut-off times. */
  timeZone: string;
  /** W3C trace id, 32 hex digits. */
  traceId: string;
  /** eventId of the raw record that this was mapped from. */
  rawRef: string | null;
  /** Orders that the effect is about; the first one is the record's key. */
  orderKeys: string[];
  /** Names the intended effect; one per ledger row. */
  idempotencyKey: string;
  /** Name in the effect catalogue: erp.create … */
  effect: string;
  /** What the effect is about. */
  subjectKind: SubjectKind;
  /** Id of that subject. */
  subjectId: string;
  /** Vendor: lingxing, shopify … */
  target: string;
  /** Account of the vendor as named in the configuration. */
  targetAccount: string;
  /** Which re-creation, from 1. */
  incarnation: number;
  /** Version of the ledger row; of two outcomes of one effect the higher wins. */
  version: number;
  /** What became of the effect. */
  outcome: DeliveryOutcome;
  /** Tries so far. */
  attempts: number;
  /** The vendor's handle of work under way. */
  handle: string | null;
  /** The vendor's own number for the effect. */
  vendorReference: string | null;
  /** How we know. */
  confirmedBy: ConfirmedBy;
  /** Failure kind of the last error. */
  errorClass: string | null;
  /** Code of the last error, the vendor's where it gave one. */
  errorCode: string | null;
  /** Last error in words. Holds no personal data. */
  errorText: string | null;
  /** Allocation of an accepted erp.create. */
  allocation: Allocation[];
};

/** Orders snapshots of one thing: compare at, then seq. */
export type Revision = {
  /** The source's own update time, UTC milliseconds. */
  at: EpochMillis;
  /** The source's own sequence number, 0 where it has none. */
  seq: number;
  /** Keyed digest of the mapped content; decides between equal revisions so that every reader chooses alike. */
  digest: string;
};

/** What the effect is about. */
export type SubjectKind = 'UNKNOWN' | 'order_part' | 'parcel' | 'invoice' | 'listing' | 'package' | 'return' | 'cancellation';

/** What became of the effect. */
export type DeliveryOutcome = 'UNRECOGNISED' | 'submitted' | 'succeeded' | 'retrying' | 'rejected' | 'held' | 'dead' | 'skipped' | 'unknown' | 'superseded';

/** How we know. */
export type ConfirmedBy = 'UNKNOWN' | 'answer' | 'read_back' | 'log' | 'report' | 'webhook' | 'nothing';

/** Which channel line became which ERP quantity; made when pushed and never recomputed. */
export type Allocation = {
  /** Order of the line. */
  orderKey: string;
  /** Line id at the channel. */
  channelLineId: string;
  /** Quantity of the channel line, in each. */
  qty: Decimal;
  /** SKU at the ERP. */
  erpSku: string;
  /** ERP units per channel unit. */
  qtyPer: Decimal;
  /** Version of the SKU map row that was used. */
  mapVersion: number;
};

/** Desired state of one part of an order at one ERP. The newest version wins. */
export type FulfillmentRequest = {
  /** Deterministic id of this fact: keyed digest of fact identity (kind, order key, subject, source revision) and content. The same fact always has the same id. */
  eventId: string;
  /** The seller's organisation. */
  tenant: string;
  /** Sales channel: shopify, tiktok-shop, amazon, dsco, edi-<partner>. For facts made by an ERP the channel of the order they concern. */
  channel: string;
  /** Channel account as named in the configuration; never changes. */
  account: string;
  /** Marketplace inside the channel account, where the channel has any. */
  marketplace: string | null;
  /** Retailer or trading partner behind the account, where the channel has any. */
  salesPartner: string | null;
  /** System that said it: the channel's name, <erp>:<erp account>, person, or tributary. */
  origin: string;
  /** Idempotency key of our own effect that caused this record, once recognised. Null in what a normalizer writes. */
  echoOf: string | null;
  /** Which snapshot of the source this is. */
  revision: Revision;
  /** Version of the mapper that made this record; of equal revisions the higher one wins. */
  mapperVersion: number;
  /** When it happened in the source's world, UTC milliseconds. */
  occurredAt: EpochMillis;
  /** When Tributary stored the record that this was made from, UTC milliseconds. */
  recordedAt: EpochMillis;
  /** IANA zone of the account, to read local dates and cut-off times. */
  timeZone: string;
  /** W3C trace id, 32 hex digits. */
  traceId: string;
  /** eventId of the raw record that this was mapped from. */
  rawRef: string | null;
  /** tenant/channel/account/channelOrderId, every part percent-encoded. */
  orderKey: string;
  /** Version of the order's state that this was derived from; of two requests for one part the higher wins. */
  version: number;
  /** Which part of the order, from 1. */
  part: number;
  /** Which re-creation of the part, from 1. */
  incarnation: number;
  /** Target ERP: lingxing, yicang. */
  erp: string;
  /** Account of the ERP as named in the configuration. */
  erpAccount: string;
  /** Store at the ERP, from the store map. */
  store: string;
  /** Platform of the store at the ERP, where the ERP has any. */
  platformCode: string | null;
  /** The number that we give the ERP: prefix + channel order id + -P<part> + -R<incarnation>, at most 50 characters. */
  externalNo: string;
  /** What the ERP should hold. */
  state: RequestState;
  /** Decided once per order and stored. */
  mode: Mode;
  /** Version of the routing rules that decided the route. */
  rulesVersion: string;
  /** When the buyer ordered, UTC milliseconds. */
  placedAt: EpochMillis;
  /** When it was paid, UTC milliseconds. */
  paidAt: EpochMillis | null;
  /** ISO 4217; the currency of all amounts of this record. */
  currency: string;
  /** Shipping of this part, in currency. */
  shippingAmount: Decimal;
  /** Taxes of this part, in currency. */
  taxTotal: Decimal;
  /** Total of this part as the channel states it, in currency. */
  grandTotal: Decimal;
  /** What staff and buyer see, #1001 for example. */
  displayNumber: string | null;
  /** Readable part of the shipping address. */
  shipTo: ShipTo;
  /** Sealed under the order's key: OrderPersonal as JSON. */
  personal: Buffer | null;
  /** Lines of this part. */
  lines: RequestLine[];
};

/** What the ERP should hold. */
export type RequestState = 'UNKNOWN' | 'active' | 'cancelled';

/** Only live requests are sent. */
export type Mode = 'UNKNOWN' | 'live' | 'shadow' | 'off';

/** Where the order goes, as far as everybody may read it. Names, streets and phone numbers are in the sealed part. */
export type ShipTo = {
  /** ISO 3166-1 alpha-2. */
  country: string | null;
  /** State or province in words. */
  region: string | null;
  /** State or province code as the channel writes it. */
  regionCode: string | null;
  /** City. */
  city: string | null;
  /** First characters of the postal code (at most 3). */
  postalPrefix: string | null;
  /** How much of the address the channel gave. */
  quality: AddressQuality;
  /** Keyed digest of the normalised full address: tells equality without opening it. */
  fingerprint: string | null;
};

/** How much of the address the channel gave. */
export type AddressQuality = 'UNKNOWN' | 'clear' | 'masked' | 'partial' | 'absent';

/** One line to fulfil. */
export type RequestLine = {
  /** Line id at the channel. */
  channelLineId: string;
  /** SKU at the channel. */
  channelSku: string | null;
  /** Variant id at the channel, where the SKU is empty. */
  variantId: string | null;
  /** Title as sold. */
  title: string;
  /** To be shipped, in each. */
  qty: Decimal;
  /** Per unit after discounts, in currency. */
  unitPrice: Decimal;
};

/** Inner record of sealed fields, written as JSON before it is sealed; never a topic of its own. */
export type OrderPersonal = {
  /** Shipping address. */
  shipTo: PersonalAddress | null;
  /** Billing address. */
  billTo: PersonalAddress | null;
  /** Buyer's name. */
  buyerName: string | null;
  /** Buyer's e-mail address. */
  buyerEmail: string | null;
  /** Buyer's phone. */
  buyerPhone: string | null;
  /** Note of the buyer. */
  buyerNote: string | null;
};

/** Postal address as the channel gave it. */
export type PersonalAddress = {
  /** Full name. */
  name: string | null;
  /** Given name. */
  firstName: string | null;
  /** Family name. */
  lastName: string | null;
  /** Company. */
  company: string | null;
  /** Street. */
  line1: string | null;
  /** Second line. */
  line2: string | null;
  /** Third line. */
  line3: string | null;
  /** District. */
  district: string | null;
  /** City. */
  city: string | null;
  /** State or province in words. */
  region: string | null;
  /** State or province code. */
  regionCode: string | null;
  /** Postal code. */
  postalCode: string | null;
  /** ISO 3166-1 alpha-2. */
  country: string | null;
  /** Phone as given. */
  phone: string | null;
};

/** Where one order stands. Compacted: the newest version of every order stays. */
export type OrderState = {
  /** Deterministic id of this fact: keyed digest of fact identity (kind, order key, subject, source revision) and content. The same fact always has the same id. */
  eventId: string;
  /** The seller's organisation. */
  tenant: string;
  /** Sales channel: shopify, tiktok-shop, amazon, dsco, edi-<partner>. For facts made by an ERP the channel of the order they concern. */
  channel: string;
  /** Channel account as named in the configuration; never changes. */
  account: string;
  /** Marketplace inside the channel account, where the channel has any. */
  marketplace: string | null;
  /** Retailer or trading partner behind the account, where the channel has any. */
  salesPartner: string | null;
  /** System that said it: the channel's name, <erp>:<erp account>, person, or tributary. */
  origin: string;
  /** Idempotency key of our own effect that caused this record, once recognised. Null in what a normalizer writes. */
  echoOf: string | null;
  /** Which snapshot of the source this is. */
  revision: Revision;
  /** Version of the mapper that made this record; of equal revisions the higher one wins. */
  mapperVersion: number;
  /** When it happened in the source's world, UTC milliseconds. */
  occurredAt: EpochMillis;
  /** When Tributary stored the record that this was made from, UTC milliseconds. */
  recordedAt: EpochMillis;
  /** IANA zone of the account, to read local dates and cut-off times. */
  timeZone: string;
  /** W3C trace id, 32 hex digits. */
  traceId: string;
  /** eventId of the raw record that this was mapped from. */
  rawRef: string | null;
  /** tenant/channel/account/channelOrderId, every part percent-encoded. */
  orderKey: string;
  /** Grows with every change; a rebuild never lowers it. */
  version: number;
  /** Headline: the first row of the status table that matches. */
  status: OrderStatus;
  /** Since when, from the times of the facts, UTC milliseconds. */
  since: EpochMillis;
  /** Beside the headline. */
  flags: OrderFlag[];
  /** Whether effects of this order leave the house. */
  mode: Mode;
  /** Open exceptions. */
  exceptions: OrderException[];
  /** Legs of the order. */
  legs: OrderLeg[];
  /** Quantities per line. */
  lines: LineQuantities[];
};

/** Headline. */
export type OrderStatus = 'UNKNOWN' | 'pending' | 'created' | 'synced' | 'partially_shipped' | 'shipped' | 'invoiced' | 'completed' | 'cancelled';

/** Beside the headline. */
export type OrderFlag = 'UNKNOWN' | 'on_hold' | 'exception' | 'cancel_requested' | 'return_open' | 'over_shipped' | 'test' | 'observed' | 'after_invoice_change';

/** Why the order is stuck, in words for staff. */
export type OrderException = {
  /** Stable code: unmapped_store, unmapped_sku, rejected … */
  code: string;
  /** What is wrong, where, and what to do. Holds no personal data. */
  text: string;
  /** Who says so: tributary or the target. */
  source: string;
  /** Which leg is stuck. */
  leg: string;
  /** UTC milliseconds. */
  since: EpochMillis;
};

/** One thing that has to be done for this order. */
export type OrderLeg = {
  /** route, erp.create … */
  leg: string;
  /** <erp>:<account>, or empty. */
  target: string;
  /** Part, parcel, invoice … that it is about. */
  subject: string;
  /** State of the leg. */
  state: LegState;
  /** Tries so far. */
  attempts: number;
  /** The target's own number for the effect. */
  reference: string | null;
  /** Failure kind of the last error. */
  errorClass: string | null;
  /** Last error in words. */
  errorText: string | null;
  /** UTC milliseconds. */
  updatedAt: EpochMillis;
};

/** State of the leg. */
export type LegState = 'UNRECOGNISED' | 'not_applicable' | 'waiting' | 'pending' | 'in_flight' | 'submitted' | 'unknown' | 'succeeded' | 'retrying' | 'rejected' | 'held' | 'dead' | 'skipped' | 'superseded';

/** Quantities of one line, in each. */
export type LineQuantities = {
  /** Line id at the channel. */
  channelLineId: string;
  /** Still wanted. */
  current: Decimal;
  /** Accepted by ERPs. */
  pushed: Decimal;
};

/** What the channel says about one order; the newest revision wins per field group. */
export type Order = {
  /** Deterministic id of this fact: keyed digest of fact identity (kind, order key, subject, source revision) and content. The same fact always has the same id. */
  eventId: string;
  /** The seller's organisation. */
  tenant: string;
  /** Sales channel: shopify, tiktok-shop, amazon, dsco, edi-<partner>. For facts made by an ERP the channel of the order they concern. */
  channel: string;
  /** Channel account as named in the configuration; never changes. */
  account: string;
  /** Marketplace inside the channel account, where the channel has any. */
  marketplace: string | null;
  /** Retailer or trading partner behind the account, where the channel has any. */
  salesPartner: string | null;
  /** System that said it: the channel's name, <erp>:<erp account>, person, or tributary. */
  origin: string;
  /** Idempotency key of our own effect that caused this record, once recognised. Null in what a normalizer writes. */
  echoOf: string | null;
  /** Which snapshot of the source this is. */
  revision: Revision;
  /** Version of the mapper that made this record; of equal revisions the higher one wins. */
  mapperVersion: number;
  /** When it happened in the source's world, UTC milliseconds. */
  occurredAt: EpochMillis;
  /** When Tributary stored the record that this was made from, UTC milliseconds. */
  recordedAt: EpochMillis;
  /** IANA zone of the account, to read local dates and cut-off times. */
  timeZone: string;
  /** W3C trace id, 32 hex digits. */
  traceId: string;
  /** eventId of the raw record that this was mapped from. */
  rawRef: string | null;
  /** tenant/channel/account/channelOrderId, every part percent-encoded. */
  orderKey: string;
  /** Order id at the channel. */
  channelOrderId: string;
  /** What staff and buyer see, #1001 for example. */
  displayNumber: string | null;
  /** Test order of the channel: never leaves shadow mode. */
  isTest: boolean;
  /** The channel's status in canonical words. */
  channelStatus: ChannelStatus;
  /** The channel's own words for it. */
  channelStatusRaw: string;
  /** May be fulfilled now. */
  actionable: boolean;
  /** Why it is not actionable; empty when it is. */
  notActionable: NotActionableReason[];
  /** Payment in canonical words. */
  paymentStatus: PaymentStatus;
  /** The channel's own word for the payment status. */
  paymentStatusRaw: string | null;
  /** When the buyer ordered, UTC milliseconds. */
  placedAt: EpochMillis;
  /** When it was paid, UTC milliseconds. */
  paidAt: EpochMillis | null;
  /** When the channel cancelled it, UTC milliseconds. */
  cancelledAt: EpochMillis | null;
  /** Readable part of the shipping address. */
  shipTo: ShipTo;
  /** Sealed under the order's key: OrderPersonal as JSON. */
  personal: Buffer | null;
  /** Keyed digest of the channel's buyer id. */
  buyerRef: string | null;
  /** Lines of the order. */
  lines: OrderLine[];
  /** ISO 4217; the currency of all amounts of this record. */
  currency: string;
  /** ISO 4217; what the buyer saw, where it differs. */
  presentmentCurrency: string | null;
  /** Tax mode of all prices of this record. */
  pricesIncludeTax: boolean;
  /** Shipping before tax adjustments, after shipping discounts, in currency and tax mode. */
  shippingAmount: Decimal;
  /** All discounts, in currency. */
  discountTotal: Decimal;
  /** All taxes, in currency. */
  taxTotal: Decimal;
  /** Total as stated by the channel, in currency. */
  grandTotal: Decimal;
  /** Refunded so far, in currency. */
  refundedTotal: Decimal;
  /** Tags given by staff at the channel. */
  tags: string[];
};

/** The channel's status in canonical words. */
export type ChannelStatus = 'UNKNOWN' | 'pending' | 'open' | 'on_hold' | 'scheduled' | 'partially_shipped' | 'shipped' | 'delivered' | 'completed' | 'cancelled' | 'unfulfillable';

/** Why an order may not be fulfilled yet. */
export type NotActionableReason = 'UNKNOWN' | 'unpaid' | 'remorse_period' | 'payment_review' | 'channel_hold' | 'scheduled' | 'invoice_first' | 'risk' | 'cancelled' | 'already_fulfilled';

/** Payment in canonical words. */
export type PaymentStatus = 'UNKNOWN' | 'unpaid' | 'authorized' | 'partially_paid' | 'paid' | 'partially_refunded' | 'refunded' | 'voided' | 'cod';

/** One line of the order, in the channel's own SKU, ids and money. */
export type OrderLine = {
  /** Line id at the channel. */
  channelLineId: string;
  /** What is sold. */
  kind: LineKind;
  /** False: never routed and never waited for. */
  requiresShipping: boolean;
  /** SKU at the channel; null where the seller left it empty. */
  channelSku: string | null;
  /** Product id at the channel. */
  productId: string | null;
  /** Variant id at the channel. */
  variantId: string | null;
  /** Title as sold. */
  title: string;
  /** Variant title as sold. */
  variantTitle: string | null;
  /** Unit of measure of all quantities; EA = each. */
  uom: string;
  /** First ordered, in uom. */
  orderedQty: Decimal;
  /** Still wanted = ordered − cancelled − removed, in uom. */
  currentQty: Decimal;
  /** Owed per unit before discounts, in the order's currency and tax mode. */
  unitPrice: Decimal;
  /** All discounts of the line, order-level shares included, in the order's currency. */
  discountAmount: Decimal;
  /** unitPrice × orderedQty − discountAmount, in the order's currency and tax mode. */
  netAmount: Decimal;
  /** Taxes of the line. */
  taxes: LineTax[];
};

/** What is sold. */
export type LineKind = 'UNKNOWN' | 'product' | 'gift_card' | 'service' | 'tip' | 'warranty' | 'fee';

/** One tax of a line. */
export type LineTax = {
  /** Name at the channel. */
  name: string;
  /** Fraction: 0.0825 = 8.25 %. */
  rate: Decimal | null;
  /** In the order's currency. */
  amount: Decimal;
  /** True: part of unitPrice. */
  included: boolean;
  /** True: the channel remits it. */
  collectedByMarketplace: boolean;
};

/** What a vendor sent, untouched. The body is sealed under a key of the tenant and the day of receipt, which is destroyed after 14 days. */
export type RawRecord = {
  /** Deterministic id of this delivery: keyed digest of vendor, account, delivery id and body. */
  eventId: string;
  /** The seller's organisation. */
  tenant: string;
  /** Vendor that sent it: shopify, lingxing … */
  channel: string;
  /** Vendor account as named in the configuration. */
  account: string;
  /** What the body is. */
  kind: RawKind;
  /** Vendor's own word for the thing: order, refund … */
  resourceType: string;
  /** Vendor's id of the thing. */
  resourceId: string;
  /** Vendor's own update time or version, as written by the vendor. */
  vendorRevision: string | null;
  /** Vendor's own event name, orders/create for example. */
  topic: string;
  /** Vendor's id of this delivery (webhook id, control number). */
  deliveryId: string | null;
  /** When it was received, UTC milliseconds. */
  recordedAt: EpochMillis;
  /** The way it came. */
  via: RawVia;
  /** What proved the sender. */
  verified: RawVerified;
  /** Media type of the body as sent. */
  contentType: string | null;
  /** W3C trace id, 32 hex digits. */
  traceId: string;
  /** Scope of the sealing key: raw:<UTC day of receipt>. */
  keyId: string;
  /** Sealed body, byte for byte as sent. */
  body: Buffer;
};

/** Only resource, row and document are mapped. */
export type RawKind = 'UNKNOWN' | 'hint' | 'resource' | 'row' | 'document' | 'reply';

/** The way it came. */
export type RawVia = 'UNKNOWN' | 'webhook' | 'poll' | 'stream' | 'queue' | 'file' | 'edi' | 'as2' | 'manual' | 'reconcile';

/** What proved the sender. */
export type RawVerified = 'UNKNOWN' | 'signature' | 'tls' | 'mdn' | 'none';
