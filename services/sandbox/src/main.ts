import { readFileSync } from 'node:fs';
import { parseConfig } from './config.ts';
import { startSandbox } from './sandbox.ts';

const log = (level: number, msg: string, fields: Record<string, unknown> = {}): void => {
  process.stdout.write(`${JSON.stringify({ level, time: Date.now(), service: 'sandbox', msg, ...fields })}\n`);
};

function readConfigFile(): string {
  const path = process.env['SANDBOX_CONFIG'];
  if (path === undefined) throw new Error('SANDBOX_CONFIG: missing; give the path of a JSON file');
  return readFileSync(path, 'utf8');
}

function readPort(): number {
  const port = Number(process.env['SANDBOX_PORT'] ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error('SANDBOX_PORT: a port from 0 (any free one) to 65535 is wanted');
  return port;
}

try {
  const sandbox = await startSandbox(parseConfig(readConfigFile(), process.env['SANDBOX_TIME_SCALE']), readPort());
  log(30, 'listening', { port: sandbox.port });
  for (const notice of sandbox.notices) log(40, notice);
  setImmediate(sandbox.warmUp);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      log(30, 'stopping', { signal });
      void sandbox.close().then(() => process.exit(0));
    });
  }
} catch (error) {
  log(60, 'starting the sandbox', { error: error instanceof Error ? error.message : 'unknown' });
  process.exitCode = 1;
}
