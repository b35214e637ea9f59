import type { Router } from 'express';
import { answer, ControlError, readControlBody } from '../../engine/control.ts';
import type { Autoship, AutoshipSettings } from '../life/autoship.ts';

const PARCELS: readonly AutoshipSettings['parcels'][] = [1, 2, 'mixed'];

export function addRuleRoutes(router: Router, autoship: Autoship): void {
  router.get('/autoship', (_req, res) => answer(res, autoship.get()));
  router.post('/autoship', (req, res) => {
    autoship.set(readSettings(readControlBody(req)));
    answer(res, autoship.get());
  });
}

function readSettings(body: Record<string, unknown>): AutoshipSettings {
  const settings = { enabled: true, afterMs: 1_000, parcels: 1, seed: 1, ...body };
  const { enabled, afterMs, parcels, seed }: Record<string, unknown> = settings;
  const problems = [
    typeof enabled !== 'boolean' && 'enabled: true or false is wanted',
    !(typeof afterMs === 'number' && afterMs >= 0) && 'afterMs: a number of 0 or more is wanted',
    !PARCELS.some((known) => known === parcels) && 'parcels: 1, 2 or "mixed" is wanted',
    !Number.isSafeInteger(seed) && 'seed: a whole number is wanted',
  ].filter((problem) => problem !== false);
  if (problems.length > 0) throw new ControlError(400, problems.join('; '));
  return { enabled, afterMs, parcels, seed } as AutoshipSettings;
}
