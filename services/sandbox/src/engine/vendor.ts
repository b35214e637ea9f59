import type { Router } from 'express';
import type { Clock } from './clock.ts';
import type { Fate, Faults } from './faults.ts';
import type { Recorder } from './recorder.ts';

/** What every stand-in shares. */
export interface Engine {
  clock: Clock;
  faults: Faults;
  recorder: Recorder;
  /** Random and unique across runs: tokens, webhook ids. */
  newId: () => string;
  /** Growing and unique across runs: the numbers vendors give their records. */
  nextSerial: () => bigint;
}

export interface VendorRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  header(name: string): string | undefined;
  body: Buffer;
  /** Whether the caller has hung up meanwhile. */
  isAborted?: () => boolean;
}

export interface Reply {
  status: number;
  contentType: string;
  body: string;
  headers?: Record<string, string>;
  /** The vendor's own result code, for the recorder. */
  code?: string;
}

/** One vendor's stand-in: plain functions behind one shell that knows HTTP, faults and recording. */
export interface Vendor {
  name: string;
  /** True for the paths of this vendor's real host; it is also reachable under `/<name>`. */
  claims(path: string): boolean;
  /** What the request asks for, in the vendor's words, so that a planned fault can be aimed at it. Must not fail on any bytes. */
  operationsOf?(request: VendorRequest): readonly string[];
  /** What `GET /control/health` says about this vendor beside its name. */
  health?(): Record<string, unknown>;
  /** Does ahead of time what the first request would have to wait for. */
  warmUp?(): void;
  /** Said once at the start, for whoever reads the log. */
  notice?: string;
  /** Awaits `underLoad` once, after admitting the request and before its effect: the latency knob, spent while in flight. */
  handle(request: VendorRequest, underLoad: () => Promise<void>): Promise<Reply>;
  throttled(request: VendorRequest, fate: Fate): Reply;
  broken(request: VendorRequest, fate: Fate): Reply;
  /** Mounted at `/control/<name>`. */
  control: Router;
  close(): Promise<void>;
}
