import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Artefact, MavenArtefact } from './part.ts';
import { runCommand } from './run-command.ts';

const plugin = { name: 'maven-dependency-plugin', version: '3.8.1' };

export interface Download {
  readonly name: string;
  readonly artefact: Artefact;
  /** Folder that receives the jars. */
  readonly target: string;
}

/**
 * One Maven run for all parts: a module each, built side by side, because two Mavens at once may damage each other's local repository.
 * `work` receives the generated POMs.
 */
export async function fetchByMaven(downloads: readonly Download[], work: string, onProgress: (line: string) => void): Promise<void> {
  const parents = downloads.flatMap((download) => download.artefact.missingParents ?? []);
  const modules = [
    ...parents.map((parent) => ({ folder: `parent-${parent.name}`, pom: pomOf(parent, '') })),
    ...downloads.map((download) => ({ folder: download.name, pom: modulePom(download) })),
  ];
  for (const module of modules) await writePom(join(work, module.folder), module.pom);
  const list = modules.map((module) => `<module>${module.folder}</module>`).join('');
  await writePom(work, pomOf({ group: 'tributary.stack', name: 'parts', version: '1' }, `<modules>${list}</modules>`));
  await runCommand(
    'downloading the servers of the stack with Maven (it needs its usual repository; see the lines below)',
    { file: 'mvn', args: ['-B', '-T', '4', '-f', join(work, 'pom.xml'), 'package'] },
    { cwd: work, onLine: progressOf(onProgress) },
  );
}

/** Maven says what it downloaded file by file; people want one line now and then. */
export function progressOf(onProgress: (line: string) => void, now: () => number = Date.now, everyMs = 2_000): (line: string) => void {
  const units: Readonly<Record<string, number>> = { B: 1e-6, kB: 1e-3, MB: 1, GB: 1e3 };
  let files = 0;
  let megabytes = 0;
  let nextAt = now() + everyMs;
  return (line) => {
    const size = /Downloaded from .*\(([\d.]+) (B|kB|MB|GB)/.exec(line);
    if (!size) return;
    files += 1;
    megabytes += Number(size[1]) * (units[size[2] ?? 'B'] ?? 0);
    if (now() < nextAt) return;
    nextAt = now() + everyMs;
    onProgress(`  downloaded ${files} files, ${Math.round(megabytes)} MB so far`);
  };
}

function modulePom(download: Download): string {
  const { libraries = [], files = [] } = download.artefact;
  const executions = [
    ...(libraries.length > 0 ? [execution('copy-dependencies', `<includeScope>runtime</includeScope><outputDirectory>${escape(download.target)}</outputDirectory>`)] : []),
    ...(files.length > 0
      ? [execution('copy', `<outputDirectory>${escape(download.target)}</outputDirectory><artifactItems>${files.map((file) => `<artifactItem>${coordinates(file)}</artifactItem>`).join('')}</artifactItems>`)]
      : []),
  ];
  const dependencies = libraries.map((library) => `<dependency>${coordinates(library)}</dependency>`).join('');
  return pomOf(
    { group: 'tributary.stack', name: download.name, version: '1' },
    `<dependencies>${dependencies}</dependencies><build><plugins><plugin><groupId>org.apache.maven.plugins</groupId>` +
      `<artifactId>${plugin.name}</artifactId><version>${plugin.version}</version><executions>${executions.join('')}</executions></plugin></plugins></build>`,
  );
}

function execution(goal: string, configuration: string): string {
  return `<execution><id>${goal}</id><phase>package</phase><goals><goal>${goal}</goal></goals><configuration>${configuration}</configuration></execution>`;
}

function pomOf(artefact: MavenArtefact, body: string): string {
  return `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>${coordinates(artefact)}<packaging>pom</packaging>${body}</project>\n`;
}

function coordinates(artefact: MavenArtefact): string {
  const { group, name, version, type, classifier } = artefact;
  const optional = (tag: string, value: string | undefined): string => (value === undefined ? '' : `<${tag}>${escape(value)}</${tag}>`);
  return `<groupId>${escape(group)}</groupId><artifactId>${escape(name)}</artifactId><version>${escape(version)}</version>${optional('type', type)}${optional('classifier', classifier)}`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

async function writePom(folder: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'pom.xml'), text);
}
