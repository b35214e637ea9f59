import type { Express } from 'express';
import type { Registry } from 'prom-client';
import type { Clock, Result } from '@tributary/kernel';
import type { Config } from './config.ts';
import type { LoadedConfig } from './config-files.ts';
import type { Environment } from './environment.ts';
import type { Logger } from './logging.ts';
import type { Secrets } from './secrets.ts';

/** What a service is given by the process around it, and what it tells the process about itself. */
export type Host = {
  /** Name of the deployable: consumer group, Kubernetes name, log name. */
  readonly name: string;
  readonly environment: Environment;
  readonly config: Config;
  /** The same configuration with the places it came from, for `channelAccounts` and `erpAccounts`. */
  readonly loaded: LoadedConfig;
  readonly secrets: Secrets;
  readonly log: Logger;
  readonly metrics: Registry;
  readonly clock: Clock;
  /** /livez, /readyz and /metrics are there; a service adds its own routes. */
  readonly app: Express;
  /** Clean-ups run last in, first out, once, when the process is asked to end. */
  onClose(name: string, close: () => Promise<unknown>): void;
  /** A task for the whole life of the process. A failure or an early end of it ends the process with code 1. */
  run(name: string, task: (signal: AbortSignal) => Promise<Result<void>>): void;
  /** /livez answers 200 while every check holds. */
  alive(name: string, check: () => boolean): void;
  /** /readyz answers 200 while every check holds, else 503 with the names of those that do not. */
  ready(name: string, check: () => boolean | Promise<boolean>): void;
};
