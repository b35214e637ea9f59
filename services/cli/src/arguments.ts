import { type Command, InvalidArgumentError } from 'commander';
import { loginName } from './login-name.ts';

/** Some words that a person has to write. */
export function words(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('Write some words.');
  return text.trim();
}

export function countUpTo(most: number): (text: string) => number {
  return (text) => {
    const count = Number(text);
    if (!/^[1-9]\d*$/.test(text) || count > most) throw new InvalidArgumentError(`Write a number from 1 to ${most}.`);
    return count;
  };
}

const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A moment as epoch ms: "2026-11-23T10:00:00Z", or so long ago: "90m", "36h", "14d". */
export function moment(text: string): number {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  if (count !== undefined && unit !== undefined) return Date.now() - Number(count) * (unitMs[unit] ?? 0);
  const instant = /^\d{4}-\d\d-\d\dT.+(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(instant)) throw new InvalidArgumentError('Write an instant with its zone such as 2026-11-23T10:00:00Z, or how long ago: 90m, 36h, 14d.');
  return instant;
}

/** The options of everything that is done by hand: why, and who does it. */
export function withReason(command: Command): Command {
  return command
    .requiredOption('--reason <text>', 'why, for the log of who did what; no personal data', words)
    .option('--by <name>', 'who does it, for the log (default: your login name)', words)
    .option('--json', 'print one JSON document');
}

export type ByHandOptions = { readonly json?: boolean; readonly reason: string; readonly by?: string };

export function byOf({ by }: { readonly by?: string }): string {
  return by ?? loginName();
}
