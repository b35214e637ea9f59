import type { Manifest } from './chart.ts';

type Model = new (manifest: unknown) => { validate(): void };

/** Modules of `kubernetes-models`, one per API group and version: made from the OpenAPI description of Kubernetes itself. */
const groups: Readonly<Record<string, () => Promise<Record<string, unknown>>>> = {
  v1: () => import('kubernetes-models/v1'),
  'apps/v1': () => import('kubernetes-models/apps/v1'),
  'batch/v1': () => import('kubernetes-models/batch/v1'),
  'networking.k8s.io/v1': () => import('kubernetes-models/networking.k8s.io/v1'),
  'policy/v1': () => import('kubernetes-models/policy/v1'),
};

/** What Kubernetes would say against a manifest, in the validator's words; undefined where it takes it. */
export async function refusalOf({ apiVersion, kind, ...rest }: Manifest): Promise<string | undefined> {
  const Model = (await groups[apiVersion]?.())?.[kind] as Model | undefined;
  if (Model === undefined) return `${apiVersion} ${kind}: no schema of Kubernetes is known for it`;
  try {
    new Model({ apiVersion, kind, ...rest }).validate();
    return undefined;
  } catch (error) {
    return `${kind} ${rest.metadata.name}: ${error instanceof Error ? error.message : String(error)}`;
  }
}
