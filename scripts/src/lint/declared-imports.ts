import { isBuiltin } from 'node:module';
import type { Rule } from 'eslint';

import { packageNameOf, packageOf, rootPackage } from './packages.ts';

interface Options {
  /** A spec or tool: it may also use the package's devDependencies and those of the root. */
  development?: boolean;
}

interface ImportNode {
  source?: { type: string; value?: unknown } | null;
  importKind?: string;
  exportKind?: string;
}

/**
 * What a file imports, its own `package.json` declares. npm hoists every package to the root, so an undeclared import
 * works until an image holds only what is declared. Written here rather than taken from `@nx/dependency-checks`: that
 * rule looks only at projects with a build target, does not look at devDependencies, and answers from the last graph
 * instead of the text in the editor. That a declared dependency is used is checked by `packages.spec.ts`.
 */
export const declaredImports: Rule.RuleModule = {
  meta: {
    type: 'problem',
    schema: [{ type: 'object', properties: { development: { type: 'boolean' } }, additionalProperties: false }],
    messages: { undeclared: '"{{name}}" is imported here but {{manifest}} does not declare it under {{section}}.' },
  },
  create(context) {
    const { development = false } = (context.options[0] ?? {}) as Options;
    const own = packageOf(context.filename);
    const isDeclared = (name: string, typeOnly: boolean): boolean => {
      if (own.dependencies.has(name)) return true;
      // The root declares its workspaces by `workspaces`; which of them a script may import is another rule's business.
      if (own.folder === '' && name.startsWith('@tributary/')) return true;
      if ((development || typeOnly) && own.devDependencies.has(name)) return true;
      return development && rootPackage().devDependencies.has(name);
    };
    const check = (node: Rule.Node): void => {
      const { source, importKind, exportKind } = node as ImportNode;
      if (typeof source?.value !== 'string' || isBuiltin(source.value)) return;
      const name = packageNameOf(source.value);
      if (name === undefined || name === own.name || isDeclared(name, importKind === 'type' || exportKind === 'type')) return;
      const section = development ? 'dependencies or devDependencies' : 'dependencies';
      context.report({ node, messageId: 'undeclared', data: { name, manifest: `${own.folder || '.'}/package.json`, section } });
    };
    return { ImportDeclaration: check, ImportExpression: check, ExportNamedDeclaration: check, ExportAllDeclaration: check };
  },
};
