import type { z } from 'zod';

/** "channels[2]" and ["options", "shop"] → channels[2].options.shop */
export function pathText(start: string, rest: readonly PropertyKey[]): string {
  return rest.reduce<string>((text, step) => (typeof step === 'number' ? `${text}[${step}]` : `${text}.${String(step)}`), start);
}

/** zod's words for one issue, without the value that was given: it may be a secret written by mistake. */
export function issueText(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type' && /received undefined/.test(issue.message)) return 'is missing';
  if (issue.code === 'unrecognized_keys') return `has unknown ${issue.keys.length === 1 ? 'key' : 'keys'} ${issue.keys.join(', ')}`;
  return issue.message.replace(/^Invalid (input|option|string): /, '');
}

export function issueRemedy(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return 'Remove it or correct its spelling';
  if (issue.code === 'invalid_type' && /received undefined/.test(issue.message)) return 'Add it';
  return 'Correct it';
}
