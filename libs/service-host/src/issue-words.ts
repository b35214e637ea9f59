import type { z } from 'zod';
import type { Problem } from './problem.ts';

/** One issue as problems: `at` is where the checked value stands. Of several forms that one is meant whose kind was written. */
export function issueProblems(at: { readonly file: string; readonly path: string }, path: readonly PropertyKey[], issue: z.core.$ZodIssue): Problem[] {
  const forms = issue.code === 'invalid_union' ? issue.errors : [];
  const [meant, ...others] = forms.filter((issues) => !issues.some(({ code }) => code === 'invalid_value'));
  if (meant === undefined || others.length > 0) return [issueProblem(at, path, issue)];
  return meant.flatMap((inner) => issueProblems(at, [...path, ...inner.path], inner));
}

function issueProblem(at: { readonly file: string; readonly path: string }, path: readonly PropertyKey[], issue: z.core.$ZodIssue): Problem {
  return { where: at.file, path: pathText(at.path, path), text: issueText(issue), remedy: issueRemedy(issue) };
}

/** "channels[2]" and ["options", "shop"] → channels[2].options.shop */
function pathText(start: string, rest: readonly PropertyKey[]): string {
  return rest.reduce<string>((text, step) => (typeof step === 'number' ? `${text}[${step}]` : `${text}.${String(step)}`), start);
}

/** zod's words for one issue, without the value that was given: it may be a secret written by mistake. */
function issueText(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type' && /received undefined/.test(issue.message)) return 'is missing';
  if (issue.code === 'invalid_union') return `has none of the allowed forms${kindsOf(issue.errors)}`;
  if (issue.code === 'unrecognized_keys') return `has unknown ${issue.keys.length === 1 ? 'key' : 'keys'} ${issue.keys.join(', ')}`;
  return issue.message.replace(/^Invalid (input|option|string): /, '');
}

/** What may be written where the forms are told apart: " (kind: static or refresh_token)". */
function kindsOf(forms: readonly (readonly z.core.$ZodIssue[])[]): string {
  const constants = forms.flat().filter((issue) => issue.code === 'invalid_value');
  const [first] = constants;
  return first === undefined ? '' : ` (${first.path.map(String).join('.')}: ${constants.flatMap(({ values }) => values.map(String)).join(' or ')})`;
}

function issueRemedy(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return 'Remove it or correct its spelling';
  if (issue.code === 'invalid_type' && /received undefined/.test(issue.message)) return 'Add it';
  return 'Correct it';
}
