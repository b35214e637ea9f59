import { afterEach, describe, expect, it } from 'vitest';
import { openStage, SHOP, TOKEN, type Fields, type Stage } from '../spec-sandbox.ts';

let stage: Stage;
afterEach(() => stage.close());

async function exchange(fields: Record<string, string>, isJson = false): Promise<Fields> {
  const form = { client_id: 'sandbox-app', client_secret: 'shpss_x', ...fields };
  const headers = { 'Content-Type': isJson ? 'application/json' : 'application/x-www-form-urlencoded' };
  const body = isJson ? JSON.stringify(form) : new URLSearchParams(form).toString();
  const response = await fetch(`${stage.base}/shops/${SHOP}/admin/oauth/access_token`, { method: 'POST', headers, body });
  return { httpStatus: response.status, ...((await response.json()) as Fields) };
}
const statusWith = async (token: unknown): Promise<unknown> => (await stage.graphql('{ shop { name } }', {}, { 'X-Shopify-Access-Token': String(token) }))['httpStatus'];
const tokens = (how: string): Promise<Fields> => stage.control('POST', `/shopify/tokens/${SHOP}`, { how });

describe('client credentials', () => {
  it('give a day’s token as often as asked; revoked and expired ones are 401', async () => {
    stage = await openStage({ auth: 'client_credentials', accessToken: undefined });
    expect(await statusWith(TOKEN)).toBe(401);
    const first = await exchange({ grant_type: 'client_credentials' });
    expect(first).toMatchObject({ httpStatus: 200, expires_in: 86_399, scope: expect.stringContaining('read_orders') as string });
    expect(first).not.toHaveProperty('refresh_token');
    const second = await exchange({ grant_type: 'client_credentials' }, true);
    expect([await statusWith(first['access_token']), await statusWith(second['access_token'])]).toEqual([200, 200]);
    await tokens('expire');
    expect(await statusWith(second['access_token'])).toBe(401);
    const third = await exchange({ grant_type: 'client_credentials' });
    expect(await statusWith(third['access_token'])).toBe(200);
    expect(await stage.control('GET', '/violations')).toMatchObject({ byRule: { 'shopify token-unknown': 1 } });
  });

  it('are refused with a wrong secret or another grant', async () => {
    stage = await openStage({ auth: 'client_credentials', accessToken: undefined });
    expect(await exchange({ grant_type: 'client_credentials', client_secret: 'no' })).toMatchObject({ httpStatus: 400, error: 'invalid_client' });
    expect(await exchange({ grant_type: 'refresh_token', refresh_token: 'x' })).toMatchObject({ httpStatus: 400, error: 'unsupported_grant_type' });
    expect(await stage.control('GET', '/violations')).toMatchObject({ byRule: { 'shopify bad-client': 1, 'shopify bad-grant': 1 } });
  });
});

describe('refresh tokens', () => {
  const refresh = (token: unknown): Promise<Fields> => exchange({ grant_type: 'refresh_token', refresh_token: String(token) });

  it('rotate: the old one works until the new one is used', async () => {
    stage = await openStage({ auth: 'refresh_token', refreshToken: 'shprt_first' });
    expect(await statusWith(TOKEN)).toBe(200);
    const lost = await refresh('shprt_first');
    expect(lost).toMatchObject({ httpStatus: 200, expires_in: 3_600, refresh_token_expires_in: 7_776_000 });
    const second = await refresh('shprt_first');
    expect(await refresh(lost['refresh_token'])).toMatchObject({ error: 'invalid_grant' });
    const third = await refresh(second['refresh_token']);
    expect(third).toMatchObject({ httpStatus: 200 });
    expect(await refresh('shprt_first')).toMatchObject({ httpStatus: 400, error: 'invalid_grant' });
    expect(await statusWith(third['access_token'])).toBe(200);
  });

  it('are lost when someone else refreshes twice; only a new authorization helps', async () => {
    stage = await openStage({ auth: 'refresh_token', refreshToken: 'shprt_first' });
    await tokens('steal');
    expect(await statusWith(TOKEN)).toBe(401);
    expect(await refresh('shprt_first')).toMatchObject({ error: 'invalid_grant' });
    const again = await tokens('reauthorize');
    expect(await statusWith(again['access_token'])).toBe(200);
    expect(await refresh(again['refresh_token'])).toMatchObject({ httpStatus: 200 });
  });

  it('end with the app’s installation, which a last webhook tells', async () => {
    stage = await openStage({ auth: 'refresh_token', refreshToken: 'shprt_first' });
    await stage.control('POST', '/shopify/uninstall', { shop: SHOP });
    const [last] = await stage.arrived('app/uninstalled');
    expect(last!.body).toMatchObject({ myshopify_domain: SHOP });
    expect(await statusWith(TOKEN)).toBe(401);
    expect(await refresh('shprt_first')).toMatchObject({ error: 'app_not_installed' });
    const id = await stage.place();
    expect(await tokens('steal')).toMatchObject({ httpStatus: 409 });
    await tokens('reauthorize');
    await stage.act(id, 'update', { changes: { note: 'x' } });
    await stage.arrived('orders/updated');
    expect(stage.arrivals.map(({ topic }) => topic)).toEqual(['app/uninstalled', 'orders/updated']);
  });
});
