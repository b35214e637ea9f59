import { join } from 'node:path';
import { ESLint } from 'eslint';

import { typedRules } from './house.ts';
import { root } from './packages.ts';

/** A made-up file is in no tsconfig, so the rules that ask the type checker stay out; they have a canary on a real file. */
const withoutTypeChecker = {
  files: ['**/*.ts'],
  languageOptions: { parserOptions: { projectService: false } },
  rules: Object.fromEntries(typedRules.map((name) => [name, 'off' as const])),
};

const untyped = new ESLint({ cwd: root, overrideConfig: withoutTypeChecker });
const typed = new ESLint({ cwd: root });

async function lint(eslint: ESLint, file: string, text: string): Promise<string[]> {
  const results = await eslint.lintText(text, { filePath: join(root, file) });
  // A syntax error has no rule and must not pass for "nothing reported".
  return results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => ruleId ?? message));
}

/** The names of the rules that the repository's own configuration reports for this text, were it the text of this file. */
export function reportedFor(file: string, text: string): Promise<string[]> {
  return lint(untyped, file, text);
}

/** The same with the rules that ask the type checker; the file has to exist. */
export function reportedWithTypesFor(file: string, text: string): Promise<string[]> {
  return lint(typed, file, text);
}
