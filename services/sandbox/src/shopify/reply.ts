import { stringify } from '../engine/json.ts';
import type { Reply } from '../engine/vendor.ts';

export function jsonReply(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  return { status, contentType: 'application/json; charset=utf-8', body: stringify(body), code: String(status), headers };
}
