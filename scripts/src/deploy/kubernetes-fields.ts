import { join } from 'node:path';
import ts from 'typescript';

import { root } from '../lint/packages.ts';
import type { Manifest } from './chart.ts';

const file = join(root, 'scripts/src/deploy/manifests-as-types.ts');
const excessProperty = 2353;

/**
 * Fields that Kubernetes does not know: it would drop them with a warning, and a typing error in a template would go
 * unnoticed. Its validators let them pass as well, so the compiler looks at each manifest as a value of the type that
 * `kubernetes-models` has for its kind, in a file that exists in memory only.
 */
export function unknownFields(manifests: readonly Manifest[]): string[] {
  const lines = manifests.map((manifest, index) => `import type { I${manifest.kind} as T${index} } from 'kubernetes-models/${manifest.apiVersion}';\nexport const m${index}: T${index} = ${JSON.stringify(manifest)};`);
  const options: ts.CompilerOptions = { strict: true, noEmit: true, skipLibCheck: true, module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ESNext, types: [] };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.getSourceFile = (name, ...rest) => (name === file ? ts.createSourceFile(file, lines.join('\n'), ts.ScriptTarget.ESNext) : getSourceFile.call(host, name, ...rest));
  host.fileExists = (name) => name === file || fileExists.call(host, name);
  const program = ts.createProgram([file], options, host);
  return ts.getPreEmitDiagnostics(program).filter(({ code }) => code === excessProperty).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}
