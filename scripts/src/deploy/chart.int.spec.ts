import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { root } from '../lint/packages.ts';
import { chart, example, exampleConfig, helm, render, type Container, type Manifest, type Pod } from './chart.ts';
import { deployableName, deployables, entryPoints } from './deployables.ts';
import { unknownFields } from './kubernetes-fields.ts';
import { refusalOf } from './kubernetes.ts';

const plain = render();
const shown = render(...example);

describe.each([['default values', plain, []], ['the example', shown, example]] as const)('the chart with %s', (_, manifests, args) => {
  it('passes helm lint --strict', () => {
    expect(helm('lint', '--strict', chart, ...args)).toMatchObject({ status: 0 });
  });

  it('is what the schemas of Kubernetes allow', async () => {
    expect((await Promise.all(manifests.map(refusalOf))).filter((refusal) => refusal !== undefined)).toEqual([]);
    expect(unknownFields(manifests)).toEqual([]);
  });

  it('has a Deployment for every entry point there is, and no other, each in the image of its folder', () => {
    const found = Object.fromEntries(of(manifests, 'Deployment').map((deployment) => [deployment.metadata.name, commandOf(only(deployment))]));
    const wanted = Object.fromEntries(deployables().map((point) => [deployableName(point), `${point.service} dist/${point.entry}.js`]));
    expect(found).toEqual(wanted);
  });

  it('has one Service per ingest of a channel, which selects its pods and no others', () => {
    const services = of(manifests, 'Service');
    expect(names(services)).toEqual(names(of(manifests, 'Deployment')).filter((name) => /^ingest-(?!lingxing)/.test(name)));
    for (const { metadata, spec } of services) {
      const chosen = of(manifests, 'Deployment').filter(({ spec: { template } }) => Object.entries(spec.selector).every(([label, value]) => template.metadata.labels[label] === value));
      expect(names(chosen)).toEqual([metadata.name]);
    }
  });

  it('asks /livez and /readyz', () => {
    for (const deployment of of(manifests, 'Deployment')) {
      const { livenessProbe, readinessProbe, startupProbe } = only(deployment);
      expect([startupProbe, livenessProbe, readinessProbe].map((probe) => probe?.httpGet)).toEqual(['/livez', '/livez', '/readyz'].map((path) => ({ path, port: 'http' })));
    }
  });

  it('satisfies the restricted Pod Security Standard and asks for resources', () => {
    const pods = podsOf(manifests);
    expect(pods).toHaveLength(deployables().length + 1);
    for (const { spec } of pods) {
      expect(spec.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
      expect(spec.automountServiceAccountToken).toBe(false);
      for (const volume of spec.volumes ?? []) expect(Object.keys(volume).filter((key) => key !== 'name')).toEqual([volume.secret === undefined ? 'configMap' : 'secret']);
      for (const { securityContext, resources } of containersOf(spec)) {
        expect(securityContext).toEqual({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } });
        expect(Object.keys({ ...resources.requests, ...resources.limits })).toEqual(expect.arrayContaining(['cpu', 'memory']));
      }
    }
  });

  it('mounts the configuration where the services look, and the volumes that it mounts exist', () => {
    for (const { spec } of podsOf(manifests)) {
      for (const { env, volumeMounts = [] } of containersOf(spec)) {
        expect(volumeMounts.find(({ name }) => name === 'config')?.mountPath).toBe(env.find(({ name }) => name === 'TRIBUTARY_CONFIG_DIR')?.value);
        expect(volumeMounts.map(({ name }) => name)).toEqual(spec.volumes?.map(({ name }) => name));
        expect(volumeMounts.every(({ readOnly }) => readOnly)).toBe(true);
      }
      for (const { configMap } of spec.volumes ?? []) if (configMap !== undefined) expect(names(of(manifests, 'ConfigMap'))).toContain(configMap.name);
    }
  });

  it('takes addresses with passwords from Secrets, and Redis only where an ERP is called', () => {
    for (const { name, image, env, args: command } of podsOf(manifests).flatMap(({ spec }) => containersOf(spec))) {
      const secret = env.filter(({ valueFrom }) => valueFrom !== undefined).map((variable) => variable.name);
      const callsErp = image.includes('/erp-') && !command.includes('dist/normalize.main.js');
      expect({ name, secret }).toEqual({ name, secret: ['DATABASE_URL', ...(callsErp ? ['REDIS_URL'] : [])] });
    }
  });

  it('validates, migrates and applies topics before anything of the release', () => {
    const hooks = manifests.filter(({ metadata: { annotations } }) => annotations?.['helm.sh/hook'] === 'pre-install,pre-upgrade');
    expect(hooks.map(({ kind, metadata: { annotations } }) => [kind, annotations?.['helm.sh/hook-weight']])).toEqual([['ConfigMap', '-1'], ['Job', undefined]]);
    const [config, job] = hooks as [Manifest, Manifest];
    expect(containersOf(job.spec.template.spec).map(commandOf)).toEqual(['config validate', 'migrate', 'topics apply --replication=3'].map((command) => `cli dist/main.js ${command}`));
    expect(entryPoints()).toContainEqual({ service: 'cli', entry: 'main' });
    // What a hook before the first install needs must be a hook itself, and come first.
    expect(job.spec.template.spec.volumes).toEqual([{ name: 'config', configMap: { name: config.metadata.name } }]);
    expect(config.data).toEqual(of(manifests, 'ConfigMap').find(({ metadata }) => metadata.name === 'tributary-config')?.data);
  });
});

describe('the schemas of Kubernetes', () => {
  const [deployment] = of(plain, 'Deployment') as [Manifest];
  it.each<[string, Manifest, string]>([
    ['a number that is a word', { ...deployment, spec: { ...deployment.spec, replicas: 'three' as unknown as number } }, 'replicas must be integer'],
    ['a field that is missing', { ...deployment, spec: { replicas: 1, template: deployment.spec.template } as Manifest['spec'] }, 'must have required property selector'],
    ['a kind that is none', { ...deployment, kind: 'Deploiment' }, 'no schema'],
  ])('refuse %s', async (_what, manifest, words) => {
    expect(await refusalOf(manifest)).toContain(words);
  });

  it('know a field that is written wrongly', () => {
    const [container] = deployment.spec.template.spec.containers;
    const spec = { ...deployment.spec.template.spec, containers: [{ ...container, volumeMount: [] }] };
    expect(unknownFields([{ ...deployment, spec: { ...deployment.spec, template: { ...deployment.spec.template, spec } } } as unknown as Manifest]).join()).toMatch(/volumeMount.* does not exist/);
  });
});

describe('a value', () => {
  it('that the schema does not know is refused', () => {
    const strange = ['colour=red', 'vendors.shopify.colour=red', 'vendors.shopify.parts.ingest.colour=red', 'services.state-tracker.colour=red', 'database.url=postgres://a:b@c/d', 'database.password=b'];
    for (const value of strange) expect(helm('template', 'acme', chart, '--set', value), value).toMatchObject({ status: 1, errors: expect.stringContaining('not allowed') as string });
    for (const value of ['vendors.shopify.kind=shop', 'config.accounts=x', 'vendors.Shopify.kind=channel']) expect(helm('template', 'acme', chart, '--set', value).status, value).toBe(1);
  });

  it('takes a part or a service out', () => {
    const without = render('--set', 'vendors.shopify.parts.ingest.enabled=false,services.state-tracker.enabled=false');
    expect(names(plain).filter((name) => !names(without).includes(name))).toEqual(['ingest-shopify', 'state-tracker']);
    expect(of(without, 'Service')).toEqual([]);
  });

  it('scales to none, as a replay wants it', () => {
    const manifests = render('--set', 'vendors.shopify.parts.normalize.replicas=0');
    expect(named(manifests, 'normalize-shopify').spec.replicas).toBe(0);
    expect(named(manifests, 'erp-sink-lingxing').spec.replicas).toBe(1);
  });

  it('gives a new vendor all its parts, in the words of its kind', () => {
    const added = render('--set-json', 'vendors.temu={"kind":"channel","parts":{"ingest":{},"normalize":{},"deliver":{}}}', '--set-json', 'vendors.yicang={"kind":"erp","parts":{"deliver":{}}}');
    const fresh = of(added, 'Deployment').filter(({ metadata: { name } }) => !names(plain).includes(name));
    expect(fresh.map((deployment) => `${deployment.metadata.name}: ${commandOf(only(deployment))}`).toSorted()).toEqual([
      'erp-sink-yicang: erp-yicang dist/deliver.main.js',
      'ingest-temu: channel-temu dist/ingest.main.js',
      'normalize-temu: channel-temu dist/normalize.main.js',
      'writeback-temu: channel-temu dist/deliver.main.js',
    ]);
  });

  it('of the configuration reaches the ConfigMap and restarts the pods', () => {
    const annotation = (manifests: Manifest[]) => named(manifests, 'state-tracker').spec.template.metadata.annotations?.['checksum/config'];
    const file = { 'acme.yaml': readFileSync(exampleConfig, 'utf8') };
    expect(of(shown, 'ConfigMap').map(({ data }) => data)).toEqual([file, file]);
    expect(annotation(shown)).toMatch(/^[0-9a-f]{64}$/);
    expect(annotation(shown)).not.toBe(annotation(plain));
  });

  it('names an image by repository, tag and digest', () => {
    expect(only(named(plain, 'ingest-shopify')).image).toBe('tributary/channel-shopify:0.1.0');
    expect(only(named(shown, 'ingest-shopify')).image).toBe(`registry.example.com/tributary/channel-shopify:0.1.0@sha256:${'0'.repeat(64)}`);
    expect(only(named(shown, 'state-tracker')).image).toBe('registry.example.com/tributary/state-tracker:0.1.0');
  });

  it('hands a secret to its vendor alone, as variables or as files', () => {
    const given = (manifests: Manifest[]) => Object.fromEntries(of(manifests, 'Deployment').map((deployment) => [deployment.metadata.name, secretsOf(deployment)]));
    const files = render(...example, '--set-json', 'vendors.lingxing.secretRefs=[{"name":"lingxing-credentials","mountPath":"/etc/lingxing"}]');
    const keys = { secret: 'tributary-keys', at: 'variables' };
    const shopify = { secret: 'shopify-credentials', at: 'variables' };
    const vendors = { 'ingest-shopify': [keys, shopify], 'normalize-shopify': [keys, shopify], 'writeback-shopify': [keys, shopify], 'state-tracker': [keys] };
    const lingxing = (at: string) => Object.fromEntries(['ingest-lingxing', 'normalize-lingxing', 'erp-sink-lingxing'].map((name) => [name, [keys, { secret: 'lingxing-credentials', at }]]));
    expect(given(shown)).toEqual({ ...vendors, ...lingxing('variables') });
    expect(given(files)).toEqual({ ...vendors, ...lingxing('/etc/lingxing') });
  });

  it('routes each vendor to its ingest', () => {
    expect(of(plain, 'Ingress')).toEqual([]);
    expect(JSON.stringify(of(shown, 'Ingress')[0]?.spec)).toContain('{"path":"/webhooks/shopify","pathType":"Prefix","backend":{"service":{"name":"ingest-shopify","port":{"name":"http"}}}}');
    expect(helm('template', 'acme', chart, '--set', 'ingress.enabled=true')).toMatchObject({ status: 1, errors: expect.stringContaining('ingress.host') as string });
  });
});

describe('deploy/config.example.yaml', () => {
  it('is a valid configuration, whose secrets deploy/.env.example names', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tributary-config-'));
    writeFileSync(join(folder, 'acme.yaml'), readFileSync(exampleConfig));
    const answer = execFileSync(process.execPath, [join(root, 'services/cli/src/main.ts'), 'config', 'validate', folder], { encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    expect(answer).toContain('is valid');
    const secrets = [...readFileSync(exampleConfig, 'utf8').matchAll(/: env:(\w+)$/gm)].map(([, name]) => name);
    const settings = readFileSync(join(root, 'deploy/.env.example'), 'utf8');
    expect(secrets.length).toBeGreaterThan(2);
    for (const name of secrets) expect(settings).toMatch(new RegExp(`^${name}=$`, 'm'));
  });
});

function of(manifests: readonly Manifest[], kind: string): Manifest[] {
  return manifests.filter((manifest) => manifest.kind === kind);
}

function names(manifests: readonly Manifest[]): string[] {
  return [...new Set(manifests.map(({ metadata }) => metadata.name))].toSorted();
}

function named(manifests: readonly Manifest[], name: string): Manifest {
  return of(manifests, 'Deployment').find(({ metadata }) => metadata.name === name) as Manifest;
}

function podsOf(manifests: readonly Manifest[]): Pod[] {
  return [...of(manifests, 'Deployment'), ...of(manifests, 'Job')].map(({ spec }) => spec.template);
}

function containersOf({ initContainers = [], containers }: Pod['spec']): Container[] {
  return [...initContainers, ...containers];
}

function only({ spec }: Manifest): Container {
  expect(spec.template.spec.containers).toHaveLength(1);
  return spec.template.spec.containers[0]!;
}

function secretsOf(deployment: Manifest): { secret: string; at: string | undefined }[] {
  const { envFrom = [], volumeMounts = [] } = only(deployment);
  const mounts = new Map(volumeMounts.map(({ name, mountPath }) => [name, mountPath]));
  const files = (deployment.spec.template.spec.volumes ?? []).flatMap(({ name, secret }) => (secret === undefined ? [] : [{ secret: secret.secretName, at: mounts.get(name) }]));
  return [...envFrom.map(({ secretRef }) => ({ secret: secretRef.name, at: 'variables' })), ...files];
}

/** `channel-shopify dist/ingest.main.js`: the folder that the image is named after, and what is started in it. */
function commandOf({ image, args }: Container): string {
  return `${/([^/:]+):/.exec(image)?.[1]} ${args.join(' ')}`;
}
