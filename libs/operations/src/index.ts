export { csvText } from './csv.ts';
export { diagnose, type Check, type DoctorPorts } from './doctor.ts';
export { createLetters, type Letter, type LetterFilter, type LetterPorts, type Redrive, type Redriven } from './letters.ts';
export { mapColumns, readMapFile, type MapRows } from './map-file.ts';
export { createOrderCommands, type CommandPorts, type OrderCommand } from './order-command.ts';
export { createReEmit, type ReEmitFilter } from './re-emit.ts';
export {
  isFeedBehind,
  isFetchInTrouble,
  isWaitingTooLong,
  sectionsToLookAt,
  type EffectCount,
  type FailedFetch,
  type Feed,
  type FetchCount,
  type Halt,
  type OrderCounts,
  type Section,
  type StatusReport,
} from './status-report.ts';
export type { OnStream } from './stored.ts';
export { createTap, type TapOptions, type TappedRecord } from './tap.ts';
export { groupsFor, topicsFor } from './topics.ts';
export type { Delivery, DeliveryAction, DeliveryFilter, DesiredPart, ListedOrder, OrderChange, OrderFilter, OrderView } from './views.ts';
