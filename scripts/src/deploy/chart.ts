import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

import { root } from '../lint/packages.ts';
import { helmBinary } from './helm-binary.ts';

/** As far as the specs read them; the rest of a manifest is its own business. */
export interface Container {
  name: string;
  image: string;
  args: string[];
  env: { name: string; value?: string; valueFrom?: { secretKeyRef: { name: string; key: string } } }[];
  envFrom?: { secretRef: { name: string } }[];
  volumeMounts?: { name: string; mountPath: string; readOnly?: boolean }[];
  securityContext: Record<string, unknown>;
  resources: { requests?: Record<string, string>; limits?: Record<string, string> };
  livenessProbe?: { httpGet: { path: string; port: string } };
  readinessProbe?: { httpGet: { path: string; port: string } };
  startupProbe?: { httpGet: { path: string; port: string } };
}

export interface Pod {
  metadata: { labels: Record<string, string>; annotations?: Record<string, string> };
  spec: {
    containers: Container[];
    initContainers?: Container[];
    securityContext: Record<string, unknown>;
    volumes?: { name: string; configMap?: { name: string }; secret?: { secretName: string } }[];
    automountServiceAccountToken: boolean;
    terminationGracePeriodSeconds?: number;
  };
}

export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; labels: Record<string, string>; annotations?: Record<string, string> };
  data?: Record<string, string>;
  spec: { replicas?: number; selector: { matchLabels: Record<string, string> } & Record<string, string>; template: Pod } & Record<string, unknown>;
}

export const chart = join(root, 'helm/tributary');
export const exampleConfig = join(root, 'deploy/config.example.yaml');
/** The release that helm/values.example.yaml and docs/deploy.md show. */
export const example = ['--values', join(root, 'helm/values.example.yaml'), '--set-file', `config.acme\\.yaml=${exampleConfig}`];

export function helm(...args: string[]): { status: number | null; output: string; errors: string } {
  const { status, stdout, stderr, error } = spawnSync(helmBinary(), args, { encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 });
  if (error !== undefined) throw new Error(`running helm ${args[0]}`, { cause: error });
  return { status, output: stdout, errors: stderr };
}

/** The manifests of one release; throws with Helm's own words. */
export function render(...args: string[]): Manifest[] {
  const { status, output, errors } = helm('template', 'acme', chart, '--namespace', 'tributary', ...args);
  if (status !== 0) throw new Error(`rendering the chart: ${errors}`);
  return parseAllDocuments(output, { version: '1.1' }).map((document) => {
    if (document.errors.length > 0) throw new Error('parsing a rendered manifest', { cause: document.errors[0] });
    return document.toJS() as Manifest;
  });
}
