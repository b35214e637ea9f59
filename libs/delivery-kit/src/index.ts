export { joinAccountSinks, type AccountSink } from './account-sinks.ts';
export type { CatalogueEntry, EffectCatalogue } from './catalogue.ts';
export { createDeliverer, standardTuning, type Deliverer, type DelivererOptions, type DeliveryAccount, type Tuning } from './deliverer.ts';
export { creationKey } from './intent.ts';
export type { BacklogRow, Change, Claim, ClaimedEffect, EffectRow, EffectState, Halt, Intent, LastError, Ledger, MapVersions, NewHalt, TargetAccount } from './ledger.ts';
export type { Effect, Finding, Permit, Sink, Submission } from './sink.ts';
