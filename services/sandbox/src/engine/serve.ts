import type { Request, RequestHandler, Response } from 'express';
import { sleep } from './clock.ts';
import { faultOf, type Fate } from './faults.ts';
import type { FaultKind } from './planned-faults.ts';
import type { RequestRecord } from './recorder.ts';
import type { Engine, Reply, Vendor, VendorRequest } from './vendor.ts';

/** The HTTP shell around a vendor: faults before and after the effect, and one record per request. */
export function serveVendor(engine: Engine, vendor: Vendor): RequestHandler {
  return async (req, res) => {
    const startedAt = engine.clock.now();
    const request = readRequest(req, vendor.name);
    const operations = vendor.operationsOf?.(request) ?? [];
    const fate = engine.faults.draw(vendor.name, { path: request.path, operations });
    const fault = faultOf(fate);
    const reply = await replyTo(vendor, request, fate, fault);
    const { method, path } = request;
    engine.recorder.request({ vendor: vendor.name, method, path, ...outcomeOf(reply, operations, fault), tookMs: engine.clock.now() - startedAt });
    if (reply === undefined || fault === 'timeout_after') await hang(res, fate.timeoutMs);
    else if (fault === 'lose_answer') req.socket.destroy();
    else send(res, fault === 'malformed_answer' ? cut(reply) : reply);
  };
}

type Outcome = Pick<RequestRecord, 'status' | 'code' | 'operations' | 'fault' | 'isAnswerLost'>;

function outcomeOf(reply: Reply | undefined, operations: readonly string[], fault: FaultKind | undefined): Outcome {
  return {
    status: reply?.status ?? 0,
    ...(reply?.code === undefined ? {} : { code: reply.code }),
    ...(operations.length === 0 ? {} : { operations }),
    ...(fault === undefined ? {} : { fault }),
    isAnswerLost: fault === 'lose_answer' || fault === 'timeout_before' || fault === 'timeout_after',
  };
}

/** Undefined where no answer is to come and nothing is to happen. */
async function replyTo(vendor: Vendor, request: VendorRequest, fate: Fate, fault: FaultKind | undefined): Promise<Reply | undefined> {
  if (fault === 'timeout_before') return undefined;
  if (fault === 'server_error') return vendor.broken(request, fate);
  if (fault === 'throttle') return vendor.throttled(request, fate);
  return vendor.handle(request, () => (fate.latencyMs > 0 ? sleep(fate.latencyMs) : Promise.resolve()));
}

/** Half of a body is never whole JSON, and its length is told rightly: the reader has to find out by itself. */
const cut = (reply: Reply): Reply => ({ ...reply, body: reply.body.slice(0, Math.floor(reply.body.length / 2)) });

/** Until the caller gives up or the time is over; the sandbox's end destroys the connection and so ends the wait as well. */
function hang(res: Response, timeoutMs: number): Promise<void> {
  return new Promise((resolve) => {
    if (res.closed) return resolve();
    const timer = setTimeout(() => res.socket?.destroy(), timeoutMs);
    res.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
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
