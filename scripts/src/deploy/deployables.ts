import { globSync } from 'node:fs';
import { basename, join } from 'node:path';

import { root, workspacePackages } from '../lint/packages.ts';

/** A file that can be started: `main.ts` or `<part>.main.ts` in the `src` of a service's folder. */
export interface EntryPoint {
  /** Folder under `services/`; also the name of its image. */
  service: string;
  /** File name without its ending, `main` or `ingest.main`: in `src` a `.ts`, in the image a `.js`. */
  entry: string;
}

/** Folders that become images. The sandbox is a service by place only: it stands in for vendors and is never deployed. */
export function serviceFolders(): string[] {
  const packages = workspacePackages().filter(({ folder, tags }) => folder.startsWith('services/') && tags.includes('type:service'));
  return packages.map(({ folder }) => basename(folder)).toSorted();
}

/** Found, not listed: what a new service folder can start is bundled, and the specs ask for its compose block and chart row. */
export function entryPoints(): EntryPoint[] {
  return serviceFolders().flatMap((service) =>
    globSync('{main,*.main}.ts', { cwd: join(root, 'services', service, 'src') })
      .toSorted()
      .map((file) => ({ service, entry: basename(file, '.ts') })),
  );
}

/** The name in Kubernetes and compose, in the operators' words: `ingest-shopify`, `writeback-shopify`, `erp-sink-lingxing`. */
export function deployableName({ service, entry }: EntryPoint): string {
  const [, kind, vendor] = /^(channel|erp)-(.+)$/.exec(service) ?? [];
  if (kind === undefined || vendor === undefined) return service;
  const part = basename(entry, '.main');
  if (part !== 'deliver') return `${part}-${vendor}`;
  return kind === 'channel' ? `writeback-${vendor}` : `erp-sink-${vendor}`;
}

/** What runs until it is stopped. The CLI runs as a job, once before each roll-out, and by hand. */
export function deployables(): EntryPoint[] {
  return entryPoints().filter(({ service }) => service !== 'cli');
}
