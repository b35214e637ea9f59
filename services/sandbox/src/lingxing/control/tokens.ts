import type { Router } from 'express';
import { answer, ControlError, readControlBody } from '../../engine/control.ts';
import type { App } from '../config.ts';
import type { Tokens } from '../tokens.ts';

/** `steal` plays a second holder of the same app: it fetches a newer pair, which kills ours, and is told the token. */
export function addTokenRoutes(router: Router, apps: readonly App[], tokens: Tokens): void {
  router.post('/tokens/revoke', (req, res) => {
    const { appId, how = 'revoke' } = readControlBody(req);
    if (how !== 'revoke' && how !== 'expire' && how !== 'steal') throw new ControlError(400, 'how: revoke, expire or steal is wanted');
    const chosen = apps.filter((app) => appId === undefined || app.appId === appId);
    if (chosen.length === 0) throw new ControlError(404, 'appId: unknown');
    const appIds = chosen.map((app) => app.appId);
    if (how === 'steal') {
      answer(res, { how, appIds, stolen: appIds.map((id) => ({ appId: id, accessToken: tokens.issue(id).accessToken })) });
      return;
    }
    for (const id of appIds) tokens.drop(id, how);
    answer(res, { how, appIds });
  });
}
