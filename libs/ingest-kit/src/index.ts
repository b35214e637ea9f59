export type { CanonicalDraft, OrderDraft } from './canonical-draft.ts';
export { assertDistinctShops } from './distinct-shops.ts';
export { fromJson, type Mapper, type MapRecord, type OpenedRaw, type PayloadSchema } from './mapper.ts';
export { createNormalizer, type NormalizerOptions } from './normalizer.ts';
export { sealRaw, type RawDraft, type Receipt } from './raw-record.ts';
export { createRawWriter, type RawWriter, type RawWriterOptions } from './raw-writer.ts';
export type { Source, SourceBatch } from './source.ts';
export { headerOf, type WebhookChannel, type WebhookRequest } from './webhook-channel.ts';
export { createWebhookIntake, type WebhookIntakeOptions } from './webhook-intake.ts';
