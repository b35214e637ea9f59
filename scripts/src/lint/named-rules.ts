import type { ESLint, Linter, Rule } from 'eslint';
import { builtinRules } from 'eslint/use-at-your-own-risk';
import tseslint from 'typescript-eslint';

import { declaredImports } from './declared-imports.ts';

function core(name: string): Rule.RuleModule {
  const rule = builtinRules.get(name);
  if (rule === undefined) throw new Error(`looking up the ESLint rule ${name}: this ESLint does not have it`);
  return rule;
}

function typescript(name: string): Rule.RuleModule {
  const { rules } = tseslint.plugin as unknown as { rules: Record<string, Rule.RuleModule> };
  const rule = rules[name];
  if (rule === undefined) throw new Error(`looking up the typescript-eslint rule ${name}: this plugin does not have it`);
  return rule;
}

const restrictedImports = typescript('no-restricted-imports');

/**
 * A later block of a flat config replaces the options an earlier one gave to the same rule. So every ban has a rule
 * name of its own, although many are one and the same core rule: a block can add a ban and cannot take another away.
 */
const rules = {
  'declared-imports': declaredImports,
  'pure-imports': restrictedImports,
  'pure-builtins': restrictedImports,
  'pure-globals': core('no-restricted-globals'),
  'pure-properties': core('no-restricted-properties'),
  'pure-syntax': core('no-restricted-syntax'),
  'driver-imports': restrictedImports,
  'suite-imports': restrictedImports,
  'closed-imports': restrictedImports,
  'deep-imports': restrictedImports,
  'script-imports': restrictedImports,
  'composition-root-size': core('max-lines'),
  'erasable-syntax': core('no-restricted-syntax'),
  'named-exports': core('no-restricted-syntax'),
  'error-texts': core('no-restricted-syntax'),
  'whole-suites': core('no-restricted-syntax'),
};

type Name = keyof typeof rules;

export const tributaryPlugin: ESLint.Plugin = { meta: { name: 'tributary' }, rules };

/** The rules part of a block, under the plugin's prefix; a name that no rule has does not compile. */
export function named(settings: Partial<Record<Name, Linter.RuleEntry>>): Partial<Linter.RulesRecord> {
  return Object.fromEntries(Object.entries(settings).map(([name, entry]) => [`tributary/${name}`, entry]));
}
