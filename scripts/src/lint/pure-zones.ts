import { builtinModules } from 'node:module';
import type { Linter } from 'eslint';

import { named } from './named-rules.ts';
import { pureZones, purePackages, tests } from './zones.ts';

const message = 'Pure zone: no I/O, clock, randomness or environment; pass the value in.';

const globals = [
  'process', 'globalThis', 'global', 'require', 'console', 'fetch', 'crypto', 'performance', 'navigator', 'WebSocket', 'EventSource',
  'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'clearTimeout', 'clearInterval', 'clearImmediate',
];

/** Libraries whose values are pure themselves. Of the others a pure zone may name types: a mapper satisfies a kit's port. */
const pureLibraries = ['@tributary/contracts', '@tributary/kernel', '@tributary/rules', '@tributary/x12'];

const known = String.raw`^(?!\.{1,2}/|(?:${[...pureLibraries, ...purePackages].join('|')})$)`;

const syntax = [
  { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: `${message} (new Date() reads the clock)` },
  { selector: 'CallExpression[callee.name="Date"]', message: `${message} (Date() reads the clock)` },
  { selector: 'MetaProperty[meta.name="import"]', message: `${message} (import.meta is environment)` },
  { selector: 'ImportExpression', message: `${message} (import() is I/O)` },
  { selector: 'TSImportEqualsDeclaration', message },
];

export const pureZoneBlocks: Linter.Config[] = [
  {
    files: pureZones,
    ignores: tests,
    rules: named({
      'pure-imports': ['error', { patterns: [{ regex: known, message, allowTypeImports: true }] }],
      'pure-builtins': ['error', { patterns: [{ regex: `^(node:|(${builtinModules.join('|')})$)`, message }] }],
      'pure-globals': ['error', ...globals.map((name) => ({ name, message }))],
      'pure-properties': [
        'error',
        ...[['Date', 'now'], ['Math', 'random'], ['performance', 'now'], ['crypto', 'randomUUID']].map(([object, property]) => ({ object, property, message })),
      ],
      'pure-syntax': ['error', ...syntax],
    }),
  },
];
