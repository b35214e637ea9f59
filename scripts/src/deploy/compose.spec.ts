import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

import { root } from '../lint/packages.ts';
import { deployableName, deployables, entryPoints } from './deployables.ts';

interface Service {
  image: string;
  build?: { context: string; dockerfile: string; args: { SERVICE: string } };
  command?: string[];
  environment?: Record<string, string>;
  ports?: string[];
  volumes?: string[];
  env_file?: string;
  healthcheck?: { test: string[] };
  depends_on?: Record<string, { condition: string }>;
}

const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
const compose = parse(text, { merge: true }) as { services: Record<string, Service>; volumes: Record<string, unknown> };
const services = Object.entries(compose.services);
const built = services.filter(([, { build }]) => build !== undefined);
const running = built.filter(([name]) => name !== 'migrate');
const settings = readFileSync(join(root, 'deploy/.env.example'), 'utf8');

describe('docker-compose.yml', () => {
  it('runs every entry point there is, under its name, and no other', () => {
    const found = Object.fromEntries(running.map(([name, { build, command }]) => [name, `${build?.args.SERVICE} ${command?.join(' ')}`]));
    const wanted = Object.fromEntries(deployables().map((point) => [deployableName(point), `${point.service} dist/${point.entry}.js`]));
    expect(found).toEqual(wanted);
  });

  it('keeps the services in alphabetical order, so that a new one has one place', () => {
    const names = running.map(([name]) => name);
    expect(names).toEqual(names.toSorted());
  });

  it('builds each image by the one Dockerfile and names it after the folder', () => {
    for (const [name, { build, image, env_file }] of built) {
      expect({ name, image, env_file, dockerfile: build?.dockerfile }).toEqual({
        name,
        image: `tributary/${build?.args.SERVICE}:\${TRIBUTARY_TAG:-dev}`,
        env_file: '.env',
        dockerfile: 'deploy/service.Dockerfile',
      });
    }
    expect(existsSync(join(root, 'deploy/service.Dockerfile'))).toBe(true);
  });

  it('validates, migrates and applies topics before any service, with a CLI that exists', () => {
    expect(entryPoints()).toContainEqual({ service: 'cli', entry: 'main' });
    const { migrate } = compose.services;
    expect(migrate?.build?.args.SERVICE).toBe('cli');
    const [script = ''] = migrate?.command ?? [];
    expect(script.split('\n').flatMap((line) => /^\$\$tributary (.+)$/.exec(line)?.[1] ?? [])).toEqual(['config validate', 'migrate', 'topics apply']);
    expect(script).toContain('dist/main.js"\n');
    for (const [name, { depends_on }] of running) expect({ name, ...depends_on?.migrate }).toEqual({ name, condition: 'service_completed_successfully' });
  });

  it('waits only for services that exist, and for health only where health is asked', () => {
    for (const [name, { depends_on = {} }] of services) {
      for (const [needed, { condition }] of Object.entries(depends_on)) {
        const service = compose.services[needed];
        expect(service, `${name} waits for ${needed}`).toBeDefined();
        if (condition === 'service_healthy') expect(service?.healthcheck, `${needed} has no health check`).toBeDefined();
      }
    }
  });

  it('gives every service its addresses, and Redis to those that call an ERP', () => {
    for (const [name, { build, environment = {}, command }] of built) {
      const redis = build?.args.SERVICE.startsWith('erp-') === true && !command?.includes('dist/normalize.main.js') ? ['REDIS_URL'] : [];
      const wanted = ['KAFKA_BROKERS', 'SCHEMA_REGISTRY_URL', 'DATABASE_URL', 'TRIBUTARY_NAMESPACE', 'TRIBUTARY_CONFIG_DIR', 'PORT', 'LOG_LEVEL', ...redis];
      expect({ name, variables: Object.keys(environment).toSorted() }).toEqual({ name, variables: wanted.toSorted() });
    }
  });

  it('names in every address a service that exists', () => {
    for (const [name, { environment = {} }] of built) {
      for (const [variable, url] of Object.entries(environment).filter(([variable]) => /^(SCHEMA_REGISTRY|DATABASE|REDIS)_URL$/.test(variable))) {
        const host = /:\/\/(?:[^@]*@)?([a-z-]+)[:/]/.exec(url)?.[1];
        expect(compose.services, `${name}: ${variable}`).toHaveProperty([host ?? 'no host']);
      }
    }
  });

  it('holds no secret: passwords come from .env, and the example says which there are', () => {
    for (const [name, { environment = {} }] of services) {
      for (const [variable, value] of Object.entries(environment)) {
        if (/PASSWORD|SECRET|TOKEN|PRIVATE|_KEY$/.test(variable)) expect(value, `${name}: ${variable}`).toMatch(/^\$\{[A-Z_]+\}$/);
        const password = /:\/\/[^/@:]*:([^@]*)@/.exec(value)?.[1];
        if (password !== undefined) expect(password, `${name}: ${variable}`).toMatch(/^\$\{[A-Z_]+(:\?.*)?\}$/);
      }
    }
    for (const [, variable] of text.matchAll(/\$\{([A-Z_]+)(?:\}|:\?)/g)) expect(settings).toMatch(new RegExp(`^${variable}=$`, 'm'));
  });

  it('advertises for each Kafka listener an address that its clients reach', () => {
    const { environment = {}, ports = [], ...kafka } = compose.services['kafka'] as Service;
    const listeners = listenersOf(environment['KAFKA_LISTENERS']);
    const advertised = listenersOf(environment['KAFKA_ADVERTISED_LISTENERS']);
    expect(Object.keys(listeners).toSorted()).toEqual(['CONTROLLER', 'HOST', 'INTERNAL']);
    expect(Object.keys(advertised).toSorted()).toEqual(['HOST', 'INTERNAL']);
    expect(advertised['INTERNAL']).toBe(compose.services['state-tracker']?.environment?.['KAFKA_BROKERS']);
    expect(ports).toEqual([`${advertised['HOST']}:${listeners['HOST']?.split(':')[1]}`]);
    expect(kafka.healthcheck?.test.join(' ')).toContain(advertised['INTERNAL']);
  });

  it('declares the volumes it mounts', () => {
    const named = services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0] ?? '')).filter((volume) => /^[a-z]/.test(volume));
    expect(named.toSorted()).toEqual(Object.keys(compose.volumes).toSorted());
    expect(existsSync(join(root, 'deploy/postgres/registry.sql'))).toBe(true);
  });
});

function listenersOf(list = ''): Record<string, string> {
  return Object.fromEntries(list.split(',').map((listener) => listener.split('://') as [string, string]));
}
