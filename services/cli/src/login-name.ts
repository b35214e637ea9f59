import { userInfo } from 'node:os';

/** Who acts unless the command says otherwise. A container may run under a number that has no name. */
export function loginName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
