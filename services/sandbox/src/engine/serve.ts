import type { Request, RequestHandler, Response } from 'express';
import { sleep } from './clock.ts';
import type { Engine, Reply, Vendor, VendorRequest } from './vendor.ts';

/** The HTTP shell around a vendor: faults before and after the effect, and one record per request. */
export function serveVendor(engine: Engine, vendor: Vendor): RequestHandler {
  return async (req, res) => {
    const startedAt = engine.clock.now();
    const request = readRequest(req, vendor.name);
    const fate = engine.faults.draw(vendor.name);
    const underLoad = (): Promise<void> => (fate.latencyMs > 0 ? sleep(fate.latencyMs) : Promise.resolve());
    const isUntouched = fate.isServerError || fate.isThrottled;
    const reply = fate.isServerError
      ? vendor.broken(request, fate)
      : fate.isThrottled
        ? vendor.throttled(request, fate)
        : await vendor.handle(request, underLoad);
    const isAnswerLost = fate.isAnswerLost && !isUntouched;
    const code = reply.code === undefined ? {} : { code: reply.code };
    const tookMs = engine.clock.now() - startedAt;
    engine.recorder.request({ vendor: vendor.name, method: request.method, path: request.path, status: reply.status, ...code, isAnswerLost, tookMs });
    if (isAnswerLost) req.socket.destroy();
    else send(res, reply);
  };
}

export function send(res: Response, reply: Reply): void {
  res.status(reply.status).set({ ...reply.headers, 'Content-Type': reply.contentType });
  res.end(reply.body);
}

function readRequest(req: Request, vendor: string): VendorRequest {
  const url = new URL(req.originalUrl, 'http://sandbox.invalid');
  const prefix = `/${vendor}/`;
  const body: unknown = req.body;
  return {
    method: req.method,
    path: url.pathname.startsWith(prefix) ? url.pathname.slice(prefix.length - 1) : url.pathname,
    query: url.searchParams,
    header: (name) => req.get(name),
    body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
    isAborted: () => req.socket.destroyed,
  };
}
