import type { Express } from 'express';
import type { Registry } from 'prom-client';

type Check = { readonly name: string; readonly check: () => boolean | Promise<boolean> };

/** Checks that /livez and /readyz answer from. Alive: the process makes progress. Ready: it can take work now. */
export type Health = { alive: Check[]; ready: Check[] };

export function mountHealth(app: Express, health: Health, metrics: Registry): void {
  app.get('/livez', async (_request, response) => {
    const stuck = await brokenChecks(health.alive);
    response.status(stuck.length === 0 ? 200 : 503).json({ alive: stuck.length === 0, stuck });
  });
  app.get('/readyz', async (_request, response) => {
    const broken = await brokenChecks(health.ready);
    response.status(broken.length === 0 ? 200 : 503).json({ ready: broken.length === 0, waitingFor: broken });
  });
  app.get('/metrics', async (_request, response) => {
    response.type(metrics.contentType).send(await metrics.metrics());
  });
}

async function brokenChecks(checks: readonly Check[]): Promise<string[]> {
  const results = await Promise.all(checks.map(async ({ name, check }) => ((await holds(check)) ? [] : [name])));
  return results.flat();
}

async function holds(check: Check['check']): Promise<boolean> {
  try {
    return await check();
  } catch {
    return false;
  }
}
