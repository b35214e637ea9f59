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

/** That an order, or lines of it, shall not be or is not fulfilled: request, decision and result. */
export type Cancellation = {
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
  /** Names the cancellation within its order: the id at its source, or ours. */
  cancellationId: string;
  /** Grows with every change of what we decided; 0 for facts of a channel. */
  version: number;
  /** Whether it is asked for or has happened. */
  kind: CancellationKind;
  /** Who wants it. */
  requestedBy: CancellationParty;
  /** When it was asked for, UTC milliseconds. */
  requestedAt: EpochMillis;
  /** Lines concerned; empty: the whole order. */
  lines: LineQty[];
  /** Why, in canonical words. */
  reason: CancellationReason;
  /** The source's own word for the reason. */
  reasonRaw: string | null;
  /** What was decided. */
  decision: CancellationDecision;
  /** Who decided. */
  decidedBy: string | null;
  /** When, UTC milliseconds. */
  decidedAt: EpochMillis | null;
  /** requested: the channel shall be told to cancel. */
  channelOutcome: ChannelOutcome;
  /** The units go back on sale at the channel. */
  restock: boolean;
  /** Whether it leaves the house. */
  mode: Mode;
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

/** Whether it is asked for or has happened. */
export type CancellationKind = 'UNKNOWN' | 'request' | 'executed';

/** Who wants an order cancelled. */
export type CancellationParty = 'UNKNOWN' | 'buyer' | 'retailer' | 'channel' | 'seller' | 'erp' | 'system';

/** Units of one order line. */
export type LineQty = {
  /** Line of the order. */
  channelLineId: string;
  /** Units of the line. */
  qty: Decimal;
};

/** Why, in canonical words. */
export type CancellationReason = 'UNKNOWN' | 'changed_mind' | 'out_of_stock' | 'price_error' | 'address' | 'fraud' | 'payment' | 'duplicate' | 'late' | 'other';

/** What was decided. */
export type CancellationDecision = 'UNKNOWN' | 'pending' | 'approved' | 'rejected' | 'withdrawn';

/** What the channel shall do or has done. */
export type ChannelOutcome = 'UNKNOWN' | 'not_needed' | 'requested' | 'done' | 'refused';

/** Only live requests are sent. */
export type Mode = 'UNKNOWN' | 'live' | 'shadow' | 'off';

/** What a person or a program wants done with one order. */
export type Command = {
  /** Names this command; the same command sent twice is carried out once. */
  eventId: string;
  /** The seller's organisation. */
  tenant: string;
  /** Sales channel of the order. */
  channel: string;
  /** Channel account of the order as named in the configuration. */
  account: string;
  /** tenant/channel/account/channelOrderId, every part percent-encoded. */
  orderKey: string;
  /** What is wanted. */
  command: CommandName;
  /** Arguments: reroute takes erp, erpAccount, store, platformCode, warehouse, method; cancel takes reason and restock. */
  arguments: CommandArgument[];
  /** Who wants it. */
  by: string;
  /** Why, in words for the log of who did what. */
  reason: string;
  /** When it was given, UTC milliseconds. */
  issuedAt: EpochMillis;
  /** When Tributary stored it, UTC milliseconds. */
  recordedAt: EpochMillis;
  /** W3C trace id, 32 hex digits. */
  traceId: string;
};

/** What can be wanted. */
export type CommandName = 'UNKNOWN' | 'reroute' | 'cancel' | 'hold' | 'release';

/** One argument of a command. */
export type CommandArgument = {
  /** Its name. */
  name: string;
  /** Its value. */
  value: string;
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

/** What an ERP says it holds of one order, with what blocks it in its own words. */
export type ErpOrder = {
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
  /** Read from the source after its clock had passed the granularity of the revision: no other snapshot can have this revision any more. False for what was pushed. */
  settled: boolean;
  /** ERP: lingxing, yicang. */
  erp: string;
  /** ERP account as named in the configuration. */
  erpAccount: string;
  /** The ERP's id of the store. */
  store: string;
  /** The ERP's own number of the order. */
  erpOrderId: string;
  /** The number that we gave it, or the platform number of an order that the ERP fetched by itself. */
  externalNo: string;
  /** How it came there. */
  intake: Intake;
  /** The ERP's number of the order that this one sends again. */
  resendOf: string | null;
  /** Keys of other orders in the same ERP order. */
  mergedKeys: string[];
  /** Whether the ERP divided or joined it. */
  splitType: SplitType;
  /** Status in canonical words. */
  status: ErpStatus;
  /** The ERP's own words for it. */
  statusRaw: string;
  /** What blocks it; empty when nothing does. */
  blocked: ErpBlock[];
  /** The ERP's id of the warehouse. */
  warehouse: string | null;
  /** The ERP's id of the logistics method. */
  method: string | null;
  /** Its lines. */
  items: ErpItem[];
  /** When it was approved, UTC milliseconds. */
  reviewedAt: EpochMillis | null;
  /** When it was shipped, UTC milliseconds. */
  shippedAt: EpochMillis | null;
  /** When it was cancelled, UTC milliseconds. */
  cancelledAt: EpochMillis | null;
};

/** How an order came into an ERP. */
export type Intake = 'UNKNOWN' | 'hub' | 'native' | 'person' | 'resend';

/** Whether an ERP divided or joined orders. */
export type SplitType = 'UNKNOWN' | 'original' | 'merged' | 'split';

/** Status of an order at an ERP in canonical words. */
export type ErpStatus = 'UNKNOWN' | 'received' | 'unpaid' | 'review' | 'frozen' | 'released' | 'allocated' | 'out_of_stock' | 'problem' | 'shipped' | 'cancelled' | 'deleted' | 'channel_fulfilled' | 'hidden';

/** Why an order does not go on at the ERP. */
export type ErpBlock = {
  /** The ERP's code of the block. */
  code: string;
  /** Its own words, never personal. */
  text: string;
};

/** One line of an ERP order. */
export type ErpItem = {
  /** The ERP's id of the line. */
  erpItemId: string | null;
  /** SKU of the ERP; empty where the line is not paired. */
  erpSku: string;
  /** Units. */
  qty: Decimal;
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
  /** The ERP's id of the warehouse that shall ship it; null: the ERP decides. */
  warehouse: string | null;
  /** The ERP's id of the logistics method; null: the ERP decides. */
  method: string | null;
  /** hub: we create it there. native: the ERP fetches it by itself, it is only linked. */
  intake: Intake;
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

/** What a system says it has of one SKU at one place; absolute, never a difference. */
export type Inventory = {
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
  /** Who says it: lingxing, shopify … */
  system: string;
  /** Its account as named in the configuration. */
  systemAccount: string;
  /** What kind of count it is. */
  role: StockRole;
  /** The system's id of the place. */
  location: string;
  /** The system's id of whom the stock is kept for; empty: for all. */
  owner: string;
  /** SKU in the system. */
  sku: string;
  /** State of the goods. */
  condition: StockCondition;
  /** May be sold now by the reckoning of the system. */
  available: Decimal;
  /** In the house; null: not told. */
  onHand: Decimal | null;
  /** Locked for orders; null: not told. */
  reserved: Decimal | null;
  /** In quality control; null: not told. */
  inspecting: Decimal | null;
  /** Not for sale; null: not told. */
  damaged: Decimal | null;
  /** Ordered and expected; null: not told. */
  inbound: Decimal | null;
  /** On its way between places; null: not told. */
  inTransit: Decimal | null;
  /** When the system measured: the start of the scan, UTC milliseconds. */
  asOf: EpochMillis;
  /** The scan that it came with. */
  scanId: string;
  /** The SKU was missing in a complete scan: the count is 0 for that reason. */
  vanished: boolean;
};

/** What kind of count it is. */
export type StockRole = 'UNKNOWN' | 'physical' | 'listing' | 'channel_held';

/** State of the goods. */
export type StockCondition = 'UNKNOWN' | 'sellable' | 'damaged' | 'quarantine';

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
  /** What stands beside the order and its lines, such as a gift message or an engraving. */
  attributes: OrderAttribute[] | null;
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

/** A field that the shop asked the buyer to fill in, or that staff or an app filled in. */
export type OrderAttribute = {
  /** The line that it belongs to; null: the whole order. */
  channelLineId: string | null;
  /** Its name, as the shop shows it. */
  name: string;
  /** What was filled in. */
  value: string;
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
  /** Sides of the order beside its headline. */
  facets: OrderFacets;
  /** The next moment at which something is late; null: nothing waits. */
  deadline: OrderDeadline | null;
  /** Whether effects of this order leave the house. */
  mode: Mode;
  /** Open exceptions. */
  exceptions: OrderException[];
  /** Legs of the order. */
  legs: OrderLeg[];
  /** Quantities per line. */
  lines: LineQuantities[];
  /** What ERPs hold of it. */
  erpOrders: ErpOrderView[];
  /** Its parcels. */
  shipments: ShipmentView[];
};

/** Headline. */
export type OrderStatus = 'UNKNOWN' | 'pending' | 'created' | 'synced' | 'partially_shipped' | 'shipped' | 'invoiced' | 'completed' | 'cancelled';

/** Beside the headline. */
export type OrderFlag = 'UNKNOWN' | 'on_hold' | 'exception' | 'cancel_requested' | 'return_open' | 'over_shipped' | 'test' | 'observed' | 'after_invoice_change' | 'shipped_elsewhere';

/** Sides of an order beside its headline. */
export type OrderFacets = {
  /** unpaid, authorized, partially_paid, paid, partially_refunded, refunded, voided, cod or UNKNOWN. */
  payment: string;
  /** none, channel, rule or person. */
  hold: string;
  /** The least far of its parts: none, queued, accepted, blocked, released, shipped, cancelled or rejected. */
  erp: string;
  /** none, partial, shipped, not_required or by_channel. */
  fulfillment: string;
  /** none, cancel_requested, partly_refunded or refunded. */
  afterSale: string;
};

/** The next moment at which something about an order is late. */
export type OrderDeadline = {
  /** What is late then. */
  code: string;
  /** When, UTC milliseconds. */
  at: EpochMillis;
};

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
  /** Units that left the house, in units of the order. */
  shipped: Decimal;
  /** Units of shipped parcels that the channel knows of. */
  confirmed: Decimal;
  /** Units that were refunded. */
  refunded: Decimal;
};

/** An order as an ERP holds it. */
export type ErpOrderView = {
  /** ERP. */
  erp: string;
  /** Its account. */
  erpAccount: string;
  /** The ERP's number. */
  erpOrderId: string;
  /** Our number. */
  externalNo: string;
  /** Status in canonical words. */
  status: string;
};

/** A parcel of an order. */
export type ShipmentView = {
  /** The parcel. */
  shipmentId: string;
  /** Its tracking number. */
  trackingNumber: string | null;
  /** Status in canonical words. */
  status: string;
  /** The channel knows of it. */
  confirmed: boolean;
  /** Idempotency key of our own effect, where the source only repeats it. */
  echoOf: string | null;
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
  /** Read from the source after its clock had passed the granularity of the revision: no other snapshot can have this revision any more. False for what was pushed. */
  settled: boolean;
  /** Order id at the channel. */
  channelOrderId: string;
  /** What staff and buyer see, #1001 for example. */
  displayNumber: string | null;
  /** Test order of the channel: never leaves shadow mode. */
  isTest: boolean;
  /** The person was erased: this record stands where one with personal data stood. */
  erased: boolean;
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
  /** When the channel closed it, UTC milliseconds. */
  closedAt: EpochMillis | null;
  /** What the buyer chose to have it shipped by, in the words of the channel. */
  serviceLevel: string | null;
  /** Readable part of the shipping address. */
  shipTo: ShipTo;
  /** Sealed under the order's key: OrderPersonal as JSON. */
  personal: Buffer | null;
  /** Keyed digest of the channel's buyer id. */
  buyerRef: string | null;
  /** Lines of the order. */
  lines: OrderLine[];
  /** What the channel wants shipped from where; null where this record does not tell. */
  groups: FulfillmentGroup[] | null;
  /** Orders that this one came from or belongs to. */
  related: RelatedOrder[];
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
  /** The channel's own count of units shipped; null where it does not tell. */
  fulfilledQty: Decimal | null;
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

/** Lines that the channel wants shipped from one place. */
export type FulfillmentGroup = {
  /** The channel's id of the group. */
  groupId: string;
  /** The channel's id of the place that shall ship it. */
  location: string | null;
  /** Status in canonical words. */
  status: GroupStatus;
  /** The channel's own word for the status. */
  statusRaw: string;
  /** Not to be shipped before, UTC milliseconds. */
  fulfillAt: EpochMillis | null;
  /** Open holds; empty when there are none. */
  holds: GroupHold[];
  /** Lines of the group. */
  lines: GroupLine[];
};

/** Status of a fulfillment group in canonical words. */
export type GroupStatus = 'UNKNOWN' | 'open' | 'in_progress' | 'on_hold' | 'scheduled' | 'closed' | 'cancelled';

/** Why the channel keeps a group from being shipped. */
export type GroupHold = {
  /** The channel's own code of the reason. */
  reason: string;
  /** Its words for it, never personal. */
  note: string | null;
};

/** Share of an order line in a group. */
export type GroupLine = {
  /** Line of the order. */
  channelLineId: string;
  /** The channel's id of this share. */
  groupLineId: string;
  /** Units of the line in this group. */
  qty: Decimal;
  /** Of these not shipped yet. */
  openQty: Decimal;
};

/** Another order that this one came from or belongs to. */
export type RelatedOrder = {
  /** How it is related. */
  relation: OrderRelation;
  /** Channel of the other order. */
  channel: string;
  /** Its id there. */
  orderId: string;
};

/** How another order is related to this one. */
export type OrderRelation = 'UNKNOWN' | 'imported_from' | 'replacement_of' | 'exchange_of' | 'split_from' | 'combined_with';

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
  /** Orders that this record is about, where its body does not name them: an ERP knows only its own numbers, so its ingest looks ours up. Empty for records of channels. */
  orderKeys: string[];
  /** The source's own clock when it answered, UTC milliseconds; null for what was pushed. */
  asOf: EpochMillis | null;
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

/** Money that went back to the buyer, and what was taken off the order for it. */
export type Refund = {
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
  /** The source's id of the refund. */
  refundId: string;
  /** When the money moved, UTC milliseconds. */
  movedAt: EpochMillis;
  /** Status in canonical words. */
  status: RefundStatus;
  /** Who refunded. */
  by: RefundParty;
  /** ISO 4217; the currency of all amounts of this record. */
  currency: string;
  /** Lines refunded. */
  lines: RefundLine[];
  /** Shipping refunded, in currency. */
  shippingAmount: Decimal;
  /** What was refunded beside lines and shipping, signed, in currency. */
  adjustment: Decimal;
  /** Money that went back, in currency. */
  total: Decimal;
};

/** Status of a refund in canonical words. */
export type RefundStatus = 'UNKNOWN' | 'pending' | 'done' | 'failed';

/** Who refunded. */
export type RefundParty = 'UNKNOWN' | 'channel' | 'seller' | 'hub';

/** Units of a line that were refunded. */
export type RefundLine = {
  /** Line of the order. */
  channelLineId: string;
  /** Units of the line. */
  qty: Decimal;
  /** What was refunded for them, before taxes on top, in currency. */
  amount: Decimal;
  /** Taxes refunded with it, in currency. */
  tax: Decimal;
  /** cancel: they are not shipped any more; return: they come back. */
  restock: Restock;
};

/** What becomes of refunded units. */
export type Restock = 'UNKNOWN' | 'none' | 'cancel' | 'return';

/** Desired state: one parcel as the channel shall know it, in lines of the order. */
export type ShipmentNotice = {
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
  /** The parcel, as its source names it. */
  shipmentId: string;
  /** Grows with every change of the order; of two notices the higher one holds. */
  version: number;
  /** cancelled: the parcel was voided. */
  state: RequestState;
  /** Whether it leaves the house. */
  mode: Mode;
  /** What the parcel ships of the order. */
  lines: LineQty[];
  /** The parcel itself, and further parcels that carry the rest of the same units. */
  trackings: Tracking[];
  /** When it left, UTC milliseconds. */
  shippedAt: EpochMillis | null;
  /** ERP that shipped it; the carrier map is read with it. */
  erp: string;
  /** Its account. */
  erpAccount: string;
  /** The channel shall tell the buyer. */
  notifyBuyer: boolean;
};

/** How a parcel can be followed. */
export type Tracking = {
  /** Tracking number. */
  number: string;
  /** Carrier in the ERP's words. */
  carrier: string | null;
  /** Service in the ERP's words. */
  service: string | null;
  /** Where it can be followed. */
  url: string | null;
};

/** One parcel of one order as its source knows it; the newest revision wins. */
export type Shipment = {
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
  /** Read from the source after its clock had passed the granularity of the revision: no other snapshot can have this revision any more. False for what was pushed. */
  settled: boolean;
  /** The source's stable id of the parcel. */
  shipmentId: string;
  /** Names the physical parcel, equal for all orders in it. */
  parcelId: string | null;
  /** Our number of the order part that it ships, where an ERP shipped it. */
  externalNo: string | null;
  /** What it is for; only original parcels are told to the channel as shipping the order. */
  purpose: ShipmentPurpose;
  /** Status in canonical words. */
  status: ShipmentStatus;
  /** The source's own words for the status. */
  statusRaw: string;
  /** Lines in the parcel, in units of the order; empty where the source knows only its own SKUs. */
  lines: LineQty[];
  /** The same as the ERP says it; empty for parcels of a channel. */
  sourceLines: SourceLine[];
  /** Carrier in the source's words. */
  carrier: string | null;
  /** Service of the carrier in the source's words. */
  service: string | null;
  /** Tracking number of the last mile. */
  trackingNumber: string | null;
  /** Where the parcel can be followed. */
  trackingUrl: string | null;
  /** When it left, UTC milliseconds. */
  shippedAt: EpochMillis | null;
  /** The source's id of the place that it left. */
  warehouse: string | null;
  /** Numbers that the source knows the parcel by. */
  sourceRefs: SourceRef[];
};

/** What a parcel is for. */
export type ShipmentPurpose = 'UNKNOWN' | 'original' | 'resend' | 'exchange' | 'replacement' | 'missing_part';

/** Status of a parcel in canonical words. */
export type ShipmentStatus = 'UNKNOWN' | 'label_created' | 'awaiting_handover' | 'shipped' | 'in_transit' | 'delivered' | 'exception' | 'voided';

/** Units of an ERP SKU. */
export type SourceLine = {
  /** SKU of the ERP. */
  erpSku: string;
  /** Units of it. */
  qty: Decimal;
};

/** A number that a source knows something by. */
export type SourceRef = {
  /** What it is: fulfillment, global_order_no … */
  kind: string;
  /** The number. */
  value: string;
};
