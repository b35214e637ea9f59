import type { z } from 'zod';
import type { Problem } from './problem.ts';

/** One issue as a problem: `at` is where the checked value stands. */
export function issueProblem(at: { readonly file: string; readonly path: string }, path: readonly PropertyKey[], issue: z.core.$ZodIssue): Problem {
  return { where: at.file, path: pathText(at.path, path), text: issueText(issue), remedy: issueRemedy(issue) };
}

/** "channels[2]" and ["options", "shop"] → channels[2].options.shop */
function pathText(start: string, rest: readonly PropertyKey[]): string {
  return rest.reduce<string>((text, step) => (typeof step === 'number' ? `${text}[${step}]` : `${text}.${String(step)}`), start);
}

/** zod's words for one issue, without the value that was given: it may be a secret written by mistake. */
function issueText(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type' && /received undefined/.test(issue.message)) return 'is missing';
  if (issue.code === 'unrecognized_keys') return `has unknown ${issue.keys.length === 1 ? 'key' : 'keys'} ${issue.keys.join(', ')}`;
  return issue.message.replace(/^Invalid (input|option|string): /, '');
}

function issueRemedy(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return 'Remove it or correct its spelling';
  if (issue.code === 'invalid_type' && /received undefined/.test(issue.message)) return 'Add it';
  return 'Correct it';
}
