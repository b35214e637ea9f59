import { globSync, readFileSync } from 'node:fs';
import { dirname, join, posix, sep } from 'node:path';
import ts from 'typescript';

import { root } from './packages.ts';

/** Every hand-written or generated TypeScript file of the workspace, relative to the root, with `/`. */
export function sourceFiles(): string[] {
  const files = globSync('{libs,services,scripts,e2e}/**/*.ts', { cwd: root, exclude: (path) => /(^|[/\\])(node_modules|dist)$/.test(path) });
  return files.map((file) => file.split(sep).join('/')).toSorted();
}

export interface Import {
  specifier: string;
  /** `import type` and `export type … from`: gone when the file runs. */
  typeOnly: boolean;
}

function staticImport(statement: ts.Statement): Import[] {
  if (ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier)) {
    const typeOnly = statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
    return [{ specifier: statement.moduleSpecifier.text, typeOnly }];
  }
  if (ts.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined && ts.isStringLiteral(statement.moduleSpecifier)) {
    return [{ specifier: statement.moduleSpecifier.text, typeOnly: statement.isTypeOnly }];
  }
  return [];
}

/** All imports of a text; `import()` counts as a value. */
export function importsIn(text: string): Import[] {
  const { statements } = ts.createSourceFile('text.ts', text, ts.ScriptTarget.Latest);
  const found = statements.flatMap(staticImport);
  const seen = new Set(found.map(({ specifier }) => specifier));
  const late = ts.preProcessFile(text, true, true).importedFiles.filter(({ fileName }) => !seen.has(fileName));
  return [...found, ...late.map(({ fileName }) => ({ specifier: fileName, typeOnly: false }))];
}

const read = new Map<string, Import[]>();

/** Read once in a process: the specs ask for the same files again and again. */
export function importsOf(file: string): Import[] {
  const known = read.get(file);
  if (known !== undefined) return known;
  const imports = importsIn(readFileSync(join(root, file), 'utf8'));
  read.set(file, imports);
  return imports;
}

/** File → the files it imports by a relative path and needs when it runs. */
export function fileGraph(files: readonly string[]): Map<string, string[]> {
  const targets = (file: string): string[] =>
    importsOf(file)
      .filter(({ specifier, typeOnly }) => !typeOnly && specifier.startsWith('.'))
      .map(({ specifier }) => posix.join(dirname(file), specifier));
  return new Map(files.map((file) => [file, targets(file)]));
}

/** One cycle of the graph as a path whose last element is its first, or undefined. */
export function findCycle(graph: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const target of graph.get(file) ?? []) {
      const cycle = visit(target, [...path, file]);
      if (cycle !== undefined) return cycle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const cycle = visit(file, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}
