import { createServer, type Server } from 'node:http';
import express, { type ErrorRequestHandler } from 'express';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { loadConfig } from './config-files.ts';
import { readEnvironment } from './environment.ts';
import { type Health, mountHealth } from './health.ts';
import type { Host } from './host.ts';
import { createLifecycle, type Lifecycle } from './lifecycle.ts';
import { createLogger, type Logger } from './logging.ts';
import { ConfigurationError, configurationExitCode } from './problem.ts';
import { createSecrets } from './secrets.ts';

/**
 * Runs one service as a process: reads environment and configuration, lets `compose` wire the parts, listens, and
 * ends on SIGTERM or SIGINT after the parts have closed. Exit codes: 0 asked to end, 1 a part has stopped,
 * 2 the configuration is wrong (every problem is printed).
 */
export async function serve(name: string, compose: (host: Host) => Promise<void>): Promise<void> {
  try {
    await start(name, compose);
  } catch (error) {
    if (error instanceof ConfigurationError) {
      process.stderr.write(`${name}: ${error.message}\n`);
      process.exit(configurationExitCode);
    }
    createLogger(name, 'info').fatal({ err: error }, 'starting');
    process.exit(1);
  }
}

async function start(name: string, compose: (host: Host) => Promise<void>): Promise<void> {
  const environment = readEnvironment(process.env);
  const loaded = loadConfig(environment.configDir);
  const log = createLogger(name, environment.logLevel);
  const metrics = new Registry();
  collectDefaultMetrics({ register: metrics });
  const health: Health = { alive: [], ready: [] };
  const app = express().disable('x-powered-by');
  mountHealth(app, health, metrics);
  const lifecycle = createLifecycle(log, (code) => process.exit(code));

  await compose({
    name,
    environment,
    config: loaded.config,
    loaded,
    secrets: createSecrets(process.env),
    log,
    metrics,
    clock: Date,
    app,
    onClose: lifecycle.onClose,
    run: lifecycle.run,
    alive: (what, check) => void health.alive.push({ name: what, check }),
    ready: (what, check) => void health.ready.push({ name: what, check }),
  });

  app.use((_request, response) => void response.status(404).json({ error: 'not_found', text: 'There is nothing at this path.' }));
  app.use(errorAnswer(log));
  const server = createServer(app);
  const port = await listen(server, environment.port, environment.host);
  lifecycle.onClose('http', () => closeServer(server));
  endOnSignals(lifecycle);
  log.info({ port, namespace: environment.namespace, node: process.version }, 'started');
}

/** The last answer to an error nobody handled: never a stack trace, never the request's body. */
function errorAnswer(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    log.error({ err: error, path: request.path }, 'answering request');
    if (!response.headersSent) response.status(500).json({ error: 'internal', text: 'the request could not be handled; the log of this service says why' });
  };
}

function endOnSignals(lifecycle: Lifecycle): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void lifecycle.end(0, signal));
  process.once('uncaughtException', (error) => void lifecycle.crash('uncaught exception', error));
  process.once('unhandledRejection', (error) => void lifecycle.crash('unhandled rejection', error));
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => reject(new Error(`listening on ${host}:${port}`, { cause })));
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}

