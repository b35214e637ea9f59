import type { ESLint, Linter } from 'eslint';
import tseslint from 'typescript-eslint';

import { named, tributaryPlugin } from './named-rules.ts';
import { generated, tests, typescript } from './zones.ts';

const failedTo = '/\\bfailed to\\b/i';
const actionText = 'Name the action under way ("signing request") and chain by `cause`; "failed to" says nothing the failure does not say.';

/** Where an error text stands: an Error's arguments, those of the kernel's `failure` and `during`, an `action` property. */
const errorTextPlaces = ['NewExpression[callee.name=/Error$/]', 'CallExpression[callee.name=/^(failure|during)$/]', 'Property[key.name="action"]'];

/** Direct operands only: a vendor's own words, kept as the reason of a failure, may read as they like. */
const errorTextForms = [`> Literal[value=${failedTo}]`, `> TemplateLiteral > TemplateElement[value.raw=${failedTo}]`, `> BinaryExpression Literal[value=${failedTo}]`];

const sizes: Linter.RulesRecord = {
  // Every line counts, as the reader's eye counts them.
  'max-lines': ['error', { max: 300 }],
  'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
  // A switch counts once: over a union it is a table, and switch-exhaustiveness-check keeps it whole.
  complexity: ['error', { max: 10, variant: 'modified' }],
  'max-depth': ['error', 3],
  'max-params': ['error', 4],
};

const syntax: Linter.RulesRecord = {
  eqeqeq: ['error', 'always', { null: 'ignore' }],
  'no-var': 'error',
  'prefer-const': 'error',
  'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx'], location: 'start' }],
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-non-null-assertion': 'error',
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
  ...named({
    'erasable-syntax': [
      'error',
      { selector: 'TSEnumDeclaration', message: 'Node strips types and cannot strip an enum: use a union of literals.' },
      { selector: 'TSModuleDeclaration[kind="namespace"]', message: 'Node strips types and cannot strip a namespace: use a module.' },
      { selector: 'TSParameterProperty', message: 'Node strips types and cannot strip a parameter property: assign it.' },
    ],
    'named-exports': [
      'error',
      { selector: 'ExportDefaultDeclaration', message: 'Export by name: one word for one thing wherever it is used.' },
      { selector: 'ExportSpecifier[exported.name="default"]', message: 'Export by name: one word for one thing wherever it is used.' },
    ],
    'error-texts': [
      'error',
      ...errorTextPlaces.flatMap((place) => errorTextForms.map((form) => ({ selector: `${place} ${form}`, message: actionText }))),
    ],
  }),
};

/** These ask the type checker; the checker is the price of a lint run, the number of rules hardly matters. */
const typed: Linter.RulesRecord = {
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
  '@typescript-eslint/await-thenable': 'error',
  '@typescript-eslint/switch-exhaustiveness-check': 'error',
};

export const typedRules = Object.keys(typed);

const partial = 'MemberExpression[object.name=/^(it|test|describe)$/][property.name=/^(only|skip|todo)$/]';

export const houseBlocks: Linter.Config[] = [
  { plugins: { tributary: tributaryPlugin, '@typescript-eslint': tseslint.plugin as ESLint.Plugin } },
  {
    files: typescript,
    languageOptions: { parser: tseslint.parser as Linter.Parser, parserOptions: { projectService: true } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: { ...sizes, ...syntax, ...typed },
  },
  {
    files: tests,
    rules: {
      // A `describe` is one function, and an absent element of a fixture fails the spec as it should.
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      ...named({
        'whole-suites': ['error', { selector: partial, message: 'A committed spec runs whole.' }],
      }),
    },
  },
  { files: generated, rules: { 'max-lines': 'off', 'max-lines-per-function': 'off' } },
  { files: ['*.config.{js,ts}'], rules: named({ 'named-exports': 'off' }) },
];
