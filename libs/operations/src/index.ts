export { csvText } from './csv.ts';
export { diagnose, type Check, type DoctorPorts } from './doctor.ts';
export { mapColumns, readMapFile, type MapRows } from './map-file.ts';
export { secretReferences } from './secret-references.ts';
export { topicsFor } from './topics.ts';
export type { Delivery, DeliveryAction, DeliveryFilter, DesiredPart, OrderChange, OrderView } from './views.ts';
