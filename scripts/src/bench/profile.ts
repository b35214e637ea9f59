import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

type CallFrame = { readonly functionName: string; readonly url: string; readonly lineNumber: number };
/** As V8 writes it (https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#type-Profile). */
type Profile = {
  readonly nodes: readonly { readonly id: number; readonly callFrame: CallFrame }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
};
export type SelfTime = { readonly name: string; readonly ms: number; readonly share: number };

const notWork = new Set(['(idle)', '(program)', '(root)']);

/** Time of their own of all profiles that a process left in the folder, start included: the first parts and functions. */
export function selfTimes(folder: string, most: number): { readonly parts: SelfTime[]; readonly functions: SelfTime[] } {
  const profiles = globSync(join(folder, '*.cpuprofile')).map((file) => JSON.parse(readFileSync(file, 'utf8')) as Profile);
  return { parts: sortedTimes(profiles, partOf).slice(0, most), functions: sortedTimes(profiles, functionOf).slice(0, most) };
}

/** What V8 counts as waiting, or as its own, is left out. */
export function sortedTimes(profiles: readonly Profile[], nameOf: (frame: CallFrame) => string): SelfTime[] {
  const byName = new Map<string, number>();
  for (const { nodes, samples, timeDeltas } of profiles) {
    const names = new Map(nodes.map(({ id, callFrame }) => [id, notWork.has(callFrame.functionName) ? undefined : nameOf(callFrame)]));
    samples.forEach((id, index) => {
      const name = names.get(id);
      // Microseconds until the next sample, which V8 notes with that one.
      if (name !== undefined) byName.set(name, (byName.get(name) ?? 0) + (timeDeltas[index + 1] ?? 0));
    });
  }
  const all = [...byName.values()].reduce((sum, micros) => sum + micros, 0);
  return [...byName].toSorted(([, a], [, b]) => b - a).map(([name, micros]) => ({ name, ms: Math.round(micros / 1_000), share: micros / all }));
}

/** The function and the end of its file's path. */
export function functionOf({ functionName, url, lineNumber }: CallFrame): string {
  const name = functionName === '' ? '(anonymous)' : functionName;
  return url === '' ? name : `${name} ${url.split('/').slice(-3).join('/')}:${lineNumber + 1}`;
}

/** The npm package, the library or service of the workspace, the module of Node, or the function of V8 itself. */
export function partOf({ functionName, url }: CallFrame): string {
  if (url === '') return functionName.startsWith('(') && functionName !== '(anonymous)' ? functionName : '(native)';
  const [, workspace] = /\/((?:libs|services)\/[^/]+)\//.exec(url) ?? [];
  const [, npmPackage] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url) ?? [];
  return npmPackage ?? workspace ?? url;
}
