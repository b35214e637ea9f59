import type { Reply } from '../engine/vendor.ts';

/** What the envelopes need besides their content. */
export interface Stamp {
  now: number;
  newId: () => string;
}

const BEIJING_MS = 8 * 3_600_000;

/** The vendor's servers write Beijing wall-clock time without saying so. */
export const beijingTime = (at: number): string => new Date(at + BEIJING_MS).toISOString().slice(0, 19).replace('T', ' ');

function json(code: string, body: unknown): Reply {
  return { status: 200, contentType: 'application/json;charset=UTF-8', body: JSON.stringify(body), code };
}

function trace({ now, newId }: Stamp): { request_id: string; response_time: string } {
  return { request_id: `${newId()}.${now}`, response_time: beijingTime(now) };
}

export function succeeded(stamp: Stamp, payload: unknown): Reply {
  return json('0', { code: 0, message: '操作成功', error_details: [], ...trace(stamp), data: payload });
}

/** As the ERP and `/basicOpen` services answer, in English. */
export function answered(stamp: Stamp, payload: unknown): Reply {
  return json('0', { code: 0, message: 'success', error_details: [], ...trace(stamp), data: payload });
}

/** As the ERP services list: the rows are the data and the total stands beside them. */
export function listed(stamp: Stamp, rows: readonly unknown[], total: number): Reply {
  return json('0', { code: 0, message: 'success', error_details: [], ...trace(stamp), data: rows, total });
}

/** A batch of changes: the code says whether all, some or none took effect. */
export function settled(stamp: Stamp, code: number, message: string, more: Record<string, unknown>): Reply {
  return json(String(code), { code, message, ...trace(stamp), ...more });
}

/** Business failures: numeric code, text in `message`, HTTP 200. */
export function refused(stamp: Stamp, code: number, message: string, details: readonly string[] = []): Reply {
  return json(String(code), { code, message, error_details: details, ...trace(stamp), data: [], total: 0 });
}

const GATEWAY_TEXT = {
  '0001001': 'rsa private decrypt error',
  '2001001': 'app id is not registered',
  '2001002': 'app secret does not match',
  '2001003': 'access token missing or expired',
  '2001005': 'access token does not match',
  '2001006': 'api sign not correct',
  '2001007': 'api sign expired',
  '2001008': 'refresh token expired',
  '2001009': 'refresh token invalid',
  '3001001': 'a common parameter is missing',
  '3001008': 'requests too frequent, bucket is empty',
} as const;

export type GatewayCode = keyof typeof GATEWAY_TEXT;

/** Gateway failures: code as string, text in `msg` with the gateway's leading blank, HTTP 200. */
export function stopped({ now }: Stamp, code: GatewayCode): Reply {
  const text = ` ${GATEWAY_TEXT[code]}`;
  return json(code, { code, msg: text, data: { throwable: text, throwTime: beijingTime(now), message: null, stackTrace: null, metadata: {} } });
}

export function granted(pair: { accessToken: string; refreshToken: string }, expiresIn: number): Reply {
  return json('200', { code: '200', msg: 'OK', data: { access_token: pair.accessToken, refresh_token: pair.refreshToken, expires_in: expiresIn } });
}

function page(status: number, title: string): Reply {
  const heading = `<center><h1>${title}</h1></center>`;
  const lines = ['<html>', `<head><title>${title}</title></head>`, '<body>', heading, '<hr><center>nginx</center>', '</body>', '</html>', ''];
  return { status, contentType: 'text/html', body: lines.join('\r\n'), code: String(status) };
}

/** What the front server says to a path or method it does not route. */
export const notRouted = (): Reply => page(405, '405 Not Allowed');
export const badGateway = (): Reply => page(502, '502 Bad Gateway');
