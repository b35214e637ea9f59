import { explain, type Clock, type Result } from '@tributary/kernel';
import type { Topic } from '@tributary/contracts';
import { type Config, ConfigurationError, type Environment, masterKeys, type Problem, type Secrets } from '@tributary/service-host';
import { secretReferences } from './secret-references.ts';
import { topicsFor } from './topics.ts';

export type Check = {
  readonly name: string;
  /** `unchecked`: what it rests on is wrong already, or there is nothing to check. */
  readonly result: 'ok' | 'wrong' | 'unchecked';
  readonly text: string;
  /** What to do; empty unless wrong. */
  readonly remedy: string;
};

/** What is asked of the world; each may throw. */
export type DoctorPorts = {
  readonly clock: Clock;
  readonly secrets: Secrets;
  environment(): Environment;
  config(): Config;
  /** Files that the database lacks. */
  pendingMigrations(): Promise<readonly string[]>;
  /** Epoch ms. */
  databaseTime(): Promise<Result<number>>;
  kafkaReady(): Promise<boolean>;
  registryReady(): Promise<boolean>;
  diffTopics(topics: readonly Topic[], replicationFactor: number): Promise<Result<readonly { readonly topic: string; readonly result: string }[]>>;
  pingRedis(url: string): Promise<void>;
};

type Found = Omit<Check, 'name'>;

const fine = (text: string): Found => ({ result: 'ok', text, remedy: '' });
const wrong = (text: string, remedy: string): Found => ({ result: 'wrong', text, remedy });
const unchecked = (text: string): Found => ({ result: 'unchecked', text, remedy: '' });

/** Leases and due times are the database's; a process may differ from it by this much and still send in time. */
const allowedSkewMs = 2_000;

/** Every check, in the order in which one would repair; a check that rests on a wrong one is not made. Secrets are read and never shown. */
export async function diagnose(ports: DoctorPorts, replicationFactor: number): Promise<readonly Check[]> {
  const environment = attempt(() => ports.environment());
  const config = attempt(() => ports.config());
  const connected = async (name: string, check: (given: Environment) => Promise<Found>): Promise<Check> => ({
    name,
    ...(environment.value === undefined ? unchecked('the environment is wrong') : await caught(check(environment.value))),
  });
  const configured = (name: string, check: (given: Config) => Found): Check => ({ name, ...(config.value === undefined ? unchecked('the configuration is wrong') : check(config.value)) });
  const kafka = await connected('Kafka', () => kafkaCheck(ports));
  const registry = await connected('schema registry', () => registryCheck(ports));
  const comparable = kafka.result === 'ok' && registry.result === 'ok' ? config.value : undefined;
  return [
    { name: 'environment', ...problemsCheck(environment, 'complete') },
    { name: 'configuration', ...problemsCheck(config, 'valid') },
    configured('secrets', (given) => secretsCheck(ports, given)),
    configured('master keys', (given) => masterKeysCheck(ports, given)),
    await connected('database', () => databaseCheck(ports)),
    await connected('clock', () => clockCheck(ports)),
    kafka,
    registry,
    await connected('topics', async () => (comparable === undefined ? unchecked('Kafka, the registry or the configuration is wrong') : topicsCheck(ports, comparable, replicationFactor))),
    await connected('Redis', ({ redisUrl }) => redisCheck(ports, redisUrl)),
  ];
}

type Read<T> = { readonly value?: T; readonly problems: readonly Problem[] };

function attempt<T>(read: () => T): Read<T> {
  try {
    return { value: read(), problems: [] };
  } catch (error) {
    if (error instanceof ConfigurationError) return { problems: error.problems };
    throw error;
  }
}

const named = ({ where, path, text }: Problem): string => (where === 'environment' ? `${path} ${text}` : `${where}: ${path}: ${text}`);

/** What is wrong and what to do about it; a long list is cut, for a whole one there is a command. */
function problemsCheck({ problems }: Read<unknown>, good: string): Found {
  if (problems.length === 0) return fine(good);
  const more = problems.length > 3 ? [`and ${problems.length - 3} more`] : [];
  return wrong([...problems.slice(0, 3).map(named), ...more].join('; '), [...new Set(problems.slice(0, 3).map(({ remedy }) => remedy))].join('; '));
}

async function caught(check: Promise<Found>): Promise<Found> {
  try {
    return await check;
  } catch (error) {
    return wrong(error instanceof Error && error.message !== '' ? error.message : 'no answer', 'See that it runs, and that its address and access are right');
  }
}

function secretsCheck({ secrets }: DoctorPorts, config: Config): Found {
  const references = secretReferences(config);
  const unread = references.map((reference) => secrets.read(reference)).flatMap((read) => (read.ok ? [] : [explain(read.failure)]));
  return unread.length === 0 ? fine(`${references.length} readable`) : wrong(unread.join('; '), 'Put the secrets where the references point');
}

function masterKeysCheck({ secrets }: DoctorPorts, config: Config): Found {
  return problemsCheck(attempt(() => masterKeys(config, secrets)), `32 bytes each, for ${config.tenants.length} tenants`);
}

async function databaseCheck(ports: DoctorPorts): Promise<Found> {
  const pending = await ports.pendingMigrations();
  return pending.length === 0 ? fine('answers and is migrated') : wrong(`lacks ${pending.join(', ')}`, 'Run: tributary migrate');
}

async function clockCheck({ clock, databaseTime }: DoctorPorts): Promise<Found> {
  const asked = clock.now();
  const told = await databaseTime().catch(() => undefined);
  if (told === undefined || !told.ok) return unchecked('the database does not answer');
  const skewMs = Math.round(told.value - (asked + clock.now()) / 2);
  if (Math.abs(skewMs) < allowedSkewMs) return fine(`${Math.abs(skewMs)} ms from the database's`);
  return wrong(`${Math.abs(skewMs)} ms ${skewMs > 0 ? 'behind' : 'ahead of'} the database's`, 'Let both machines follow a time server');
}

async function kafkaCheck(ports: DoctorPorts): Promise<Found> {
  return (await ports.kafkaReady()) ? fine('answers') : wrong('no broker answers', 'See that the brokers run and KAFKA_BROKERS names them');
}

async function registryCheck(ports: DoctorPorts): Promise<Found> {
  return (await ports.registryReady()) ? fine('answers') : wrong('does not answer', 'See that it runs and SCHEMA_REGISTRY_URL names the base of its Confluent API');
}

async function topicsCheck(ports: DoctorPorts, config: Config, replicationFactor: number): Promise<Found> {
  const topics = await ports.diffTopics(topicsFor(config), replicationFactor);
  if (!topics.ok) return wrong(explain(topics.failure), 'Run: tributary topics diff');
  const others = topics.value.filter(({ result }) => result !== 'same');
  return others.length === 0 ? fine(`${topics.value.length} as declared`) : wrong(`not as declared: ${others.map(({ topic }) => topic).join(', ')}`, 'Look at: tributary topics diff; then run: tributary topics apply');
}

async function redisCheck(ports: DoctorPorts, url: string | undefined): Promise<Found> {
  if (url === undefined) return unchecked('REDIS_URL is not set: every process takes its share of a vendor\'s limit');
  try {
    await ports.pingRedis(url);
    return fine('answers');
  } catch {
    return wrong('does not answer', 'See that it runs and REDIS_URL names it; until then every process takes its share of a vendor\'s limit');
  }
}
