import { Router, type Request, type Response } from 'express';
import { isObject, parseJson, stringifyIdsAsText } from './json.ts';
import type { Engine, Vendor } from './vendor.ts';

export class ControlError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Every control answer is JSON with ids as strings. */
export function answer(res: Response, value: unknown, status = 200): void {
  res.status(status).type('json').send(stringifyIdsAsText(value));
}

export function readControlBody(req: Request): Record<string, unknown> {
  const body: unknown = req.body;
  const text = Buffer.isBuffer(body) ? body.toString('utf8') : '';
  if (text.trim() === '') return {};
  let parsed: unknown;
  try {
    parsed = parseJson(text);
  } catch (cause) {
    throw new ControlError(400, `reading the control request: ${cause instanceof Error ? cause.message : 'not JSON'}`);
  }
  if (!isObject(parsed)) throw new ControlError(400, 'reading the control request: a JSON object is wanted');
  return parsed;
}

/** The part of the control API that knows no vendor. */
export function createControl(engine: Engine, vendors: readonly Vendor[]): Router {
  const router = Router();
  const startedAt = engine.clock.now();
  router.get('/health', (_req, res) => {
    const details = Object.assign({}, ...vendors.map((vendor) => vendor.health?.() ?? {})) as Record<string, unknown>;
    answer(res, { status: 'ok', vendors: vendors.map(({ name }) => name), upMs: engine.clock.now() - startedAt, ...details });
  });
  router.get('/violations', (_req, res) => answer(res, engine.recorder.violations()));
  router.get('/requests', (_req, res) => answer(res, engine.recorder.requests()));
  router.get('/faults', (_req, res) => answer(res, engine.faults.get()));
  router.put('/faults', (req, res) => {
    const problems = engine.faults.put(readControlBody(req));
    if (problems.length > 0) throw new ControlError(400, problems.join('; '));
    answer(res, engine.faults.get());
  });
  router.get('/faults/next', (_req, res) => answer(res, { planned: engine.faults.planned() }));
  router.post('/faults/next', (req, res) => {
    const problems = engine.faults.plan(readControlBody(req));
    if (problems.length > 0) throw new ControlError(400, problems.join('; '));
    answer(res, { planned: engine.faults.planned() }, 201);
  });
  router.delete('/faults/next', (_req, res) => {
    engine.faults.clearPlanned();
    answer(res, { planned: [] });
  });
  for (const vendor of vendors) router.use(`/${vendor.name}`, vendor.control);
  return router;
}
