import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import express, { type ErrorRequestHandler } from 'express';
import type { SandboxConfig } from './config.ts';
import { createClock } from './engine/clock.ts';
import { answer, ControlError, createControl } from './engine/control.ts';
import { createFaults } from './engine/faults.ts';
import { createRecorder } from './engine/recorder.ts';
import { createSerial } from './engine/serial.ts';
import { send, serveVendor } from './engine/serve.ts';
import type { Engine, Vendor } from './engine/vendor.ts';
import { notRouted } from './lingxing/envelope.ts';
import { createLingxing } from './lingxing/vendor.ts';
import { createShopify } from './shopify/vendor.ts';

export interface Sandbox {
  port: number;
  /** What whoever started it should know. */
  notices: readonly string[];
  /** Takes a moment in which nothing is answered; the first requests are quicker for it. */
  warmUp(): void;
  /** Stops deliveries and cuts open connections; calling it again is harmless. */
  close(): Promise<void>;
}

const VENDORS = ['shopify', 'lingxing'];
const MAX_BODY = '25mb';

export function createEngine({ timeScale, seed }: Pick<SandboxConfig, 'timeScale' | 'seed'>, now: () => number = Date.now): Engine {
  const clock = createClock(timeScale, now);
  return { clock, faults: createFaults(VENDORS, seed), recorder: createRecorder(now), newId: randomUUID, nextSerial: createSerial(now()) };
}

/** Listens on 127.0.0.1 only: the control API knows no password. Port 0 takes a free one. */
export async function startSandbox(config: SandboxConfig, port: number, now: () => number = Date.now): Promise<Sandbox> {
  const engine = createEngine(config, now);
  const vendors = [createShopify(engine, config.shopify), createLingxing(engine, config.lingxing)];
  const server = createApp(engine, vendors).listen(port, '127.0.0.1');
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
  });
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await Promise.all(vendors.map((vendor) => vendor.close()));
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  };
  const notices = vendors.flatMap(({ notice }) => (notice === undefined ? [] : [notice]));
  return { port: (server.address() as AddressInfo).port, notices, warmUp: () => vendors.forEach((vendor) => vendor.warmUp?.()), close: () => (closing ??= close()) };
}

function createApp(engine: Engine, vendors: readonly Vendor[]): express.Express {
  const app = express().disable('x-powered-by').disable('etag');
  app.use(express.raw({ type: () => true, limit: MAX_BODY }));
  app.use('/control', createControl(engine, vendors));
  for (const vendor of vendors) app.use(`/${vendor.name}`, serveVendor(engine, vendor));
  // Vendors share one port, so each is also found by the paths of its real host; nobody's path gets the front server's page.
  const shells = vendors.map((vendor) => ({ vendor, serve: serveVendor(engine, vendor) }));
  app.use((req, res, next) => {
    const owner = shells.find(({ vendor }) => vendor.claims(req.path));
    if (owner !== undefined) return owner.serve(req, res, next);
    if (req.path.startsWith('/control')) throw new ControlError(404, `${req.method} ${req.path}: no such control call`);
    engine.recorder.violate({ vendor: 'none', path: req.path, rule: 'not-routed', detail: `${req.method} belongs to no vendor` });
    send(res, notRouted());
  });
  const onError: ErrorRequestHandler = (error: unknown, _req, res, _next) => {
    const message = error instanceof Error ? error.message : 'unknown error';
    answer(res, { error: message }, error instanceof ControlError ? error.status : 500);
  };
  app.use(onError);
  return app;
}
