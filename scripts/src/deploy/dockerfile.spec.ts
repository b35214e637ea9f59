import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';
import { describe, expect, it } from 'vitest';

import { root, rootPackage, workspacePackages } from '../lint/packages.ts';

const dockerfile = readFileSync(join(root, 'deploy/service.Dockerfile'), 'utf8').replaceAll(/\\\n/g, ' ');
const lines = dockerfile.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
const ignored = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n').filter((line) => line !== '' && !line.startsWith('#'));

/** No Docker engine runs where the specs run, so what the file names is compared with what is there. */
describe('deploy/service.Dockerfile', () => {
  it('runs the Node that the specs ran on', () => {
    const version = rootPackage().devDependencies.get('node');
    const images = lines.flatMap((line) => /^FROM (\S+)/.exec(line)?.[1] ?? []);
    expect(images).toEqual(Array(3).fill(`node:${version}-slim`));
  });

  it('takes the files it names from the repository or from a stage that exists', () => {
    const stages = lines.flatMap((line) => / AS (\S+)/.exec(line)?.[1] ?? []);
    for (const [, stage] of dockerfile.matchAll(/--from=(\S+)/g)) expect(stages).toContain(stage);
    expect(lines).toContain('RUN node scripts/src/bundle.ts "${SERVICE:?give --build-arg SERVICE=<folder in services>}"');
    for (const file of ['.npmrc', 'package-lock.json', 'scripts/src/bundle.ts']) expect(isSent(file), file).toBe(true);
    expect(dockerfile).toContain('cp .npmrc package-lock.json /manifests/');
  });

  it('declares SERVICE in every stage that uses it', () => {
    for (const stage of dockerfile.split(/^FROM /m).slice(1)) {
      const used = stage.search(/\$\{SERVICE\b/);
      if (used >= 0) expect(stage.slice(0, used)).toContain('\nARG SERVICE\n');
    }
  });

  it('copies the bundle to where the commands of chart and compose look', () => {
    expect(lines).toContain('COPY --from=build /repository/dist/${SERVICE} dist');
    expect(lines.at(-1)).toBe('ENTRYPOINT ["node", "--enable-source-maps"]');
  });

  it('runs as the user that the chart names, and not as root', () => {
    const user = /^USER (\d+):(\d+)$/m.exec(dockerfile);
    const helpers = readFileSync(join(root, 'helm/tributary/templates/_helpers.tpl'), 'utf8');
    expect(helpers).toContain(`runAsUser: ${user?.[1]}\n`);
    expect(Number(user?.[1])).toBeGreaterThan(0);
  });

  it('is sent every workspace, its manifest and what the bundle reads, and no secret', () => {
    for (const { folder } of workspacePackages()) expect(isSent(`${folder}/package.json`), folder).toBe(true);
    for (const file of globSync(['libs/postgres/migrations/**/*.sql', 'config/schema/*.json'], { cwd: root })) expect(isSent(file), file).toBe(true);
    for (const file of ['.env', 'node_modules/pg/package.json', 'libs/http/node_modules/x/package.json', '.git/config']) expect(isSent(file, false), file).toBe(false);
  });
});

/** Whether the build context holds the file: as Docker reads the patterns, from the root, and a folder takes all in it along. */
function isSent(file: string, exists = true): boolean {
  if (exists && !existsSync(join(root, file))) return false;
  const parts = file.split('/');
  const above = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  return !ignored.some((pattern) => above.some((path) => matchesGlob(path, pattern)));
}
