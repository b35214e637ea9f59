import { ControlError } from '../../engine/control.ts';
import type { HoldWish } from '../changes/hold.ts';

const REASONS = ['AWAITING_PAYMENT', 'AWAITING_RETURN_ITEMS', 'HIGH_RISK_OF_FRAUD', 'INCORRECT_ADDRESS', 'INVENTORY_OUT_OF_STOCK', 'OTHER', 'UNKNOWN_DELIVERY_DATE'];

export function readHold({ reason = 'OTHER', notes }: Record<string, unknown>): HoldWish {
  const known = REASONS.find((entry) => entry === String(reason).toUpperCase());
  if (known === undefined) throw new ControlError(400, `reason: one of ${REASONS.join(', ')} is wanted`);
  return { reason: known, notes: typeof notes === 'string' ? notes : null };
}
