import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import avsc from 'avsc';
import { COMPATIBILITY, SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry';
import { schemaOf, schemaText, type SchemaName, type TopicRow } from '@tributary/contracts';
import { failed, failure, ok, type Failure, type Result } from '@tributary/kernel';
import { avroOptions } from './avro.ts';
import type { Schemas } from './codec.ts';

export type Registry = Schemas & {
  /**
   * Registers the schema of a topic's values under compatibility FULL_TRANSITIVE. Answers whether it was there already.
   * `rejected` where the registry holds it to be incompatible.
   */
  register(topic: string, schema: SchemaName): Promise<Result<'registered' | 'same'>>;
  /** Whether the topic's subject holds exactly this schema. */
  holds(topic: string, schema: SchemaName): Promise<Result<boolean>>;
  /** Whether the registry answers a question now. */
  ready(): Promise<boolean>;
};

export type RegistryOptions = { readonly url: string; readonly clientId: string };

/** Longest wait for one answer; a send that needs a schema id is bounded by its own, longer time. */
const answerMs = 1_500;

/** TopicNameStrategy. */
const subjectOf = (topic: string): string => `${topic}-value`;

export function createRegistry({ url, clientId }: RegistryOptions): Registry {
  const client = createClient(url, clientId);
  const ids = new Map<string, Promise<Result<number>>>();
  const writers = new Map<number, Promise<Result<avsc.Type>>>();
  return {
    idOf: (topic, row) => once(ids, topic, () => findId(client, topic, row)),
    writerType: (id) => once(writers, id, () => findWriter(client, id)),
    async register(topic, schema) {
      const action = `registering the schema of ${topic}`;
      const known = await findText(client, topic, schema);
      if (!known.ok) return known;
      const enforced = await enforceCompatibility(url, subjectOf(topic), action);
      if (!enforced.ok) return enforced;
      const text = { type: SchemaType.AVRO, schema: schemaText[schema] } as const;
      const registered = await ask(action, () => client.register(text, { subject: subjectOf(topic), compatibility: COMPATIBILITY.FULL_TRANSITIVE }));
      return registered.ok ? ok(known.value === undefined ? 'registered' : 'same') : registered;
    },
    async holds(topic, schema) {
      const found = await findText(client, topic, schema);
      return found.ok ? ok(found.value !== undefined) : found;
    },
    ready: () => answers(url),
  };
}

function createClient(host: string, clientId: string): SchemaRegistry {
  // A schema is asked for once in a process's life: a connection kept open would only delay its end.
  const agent = host.startsWith('https:') ? new HttpsAgent({ keepAlive: false }) : new HttpAgent({ keepAlive: false });
  const impatient = () => ({ prepareRequest: async (next: () => Promise<Extendable>) => (await next()).enhance({ timeout: answerMs }) });
  const retry = { retries: 1, initialRetryTimeInSecs: 0.1 };
  return new SchemaRegistry({ host, clientId, agent, retry, middlewares: [impatient as never] }, { [SchemaType.AVRO]: avroOptions() });
}

type Extendable = { enhance(extras: { timeout: number }): Extendable };

/** Concurrent calls share one request; only a success is kept. */
function once<Key, T>(cache: Map<Key, Promise<Result<T>>>, key: Key, find: () => Promise<Result<T>>): Promise<Result<T>> {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const asked = find().then((answer) => {
    if (!answer.ok) cache.delete(key);
    return answer;
  });
  cache.set(key, asked);
  return asked;
}

/** Unknown is `unavailable`, not `invalid`: the records are good, and the same send works once the topics are applied. */
async function findId(client: SchemaRegistry, topic: string, row: TopicRow): Promise<Result<number>> {
  const found = await findText(client, topic, schemaOf(row));
  if (!found.ok) return found;
  if (found.value !== undefined) return ok(found.value);
  const text = `${subjectOf(topic)} does not hold this program's schema; run: tributary topics apply`;
  return failed(failure('unavailable', `looking up the schema of ${topic}`, { cause: { code: 'schema_not_registered', text } }));
}

async function findText(client: SchemaRegistry, topic: string, schema: SchemaName): Promise<Result<number | undefined>> {
  const found = await ask(`looking up the schema of ${topic}`, async () => client.getRegistryIdBySchema(subjectOf(topic), { type: SchemaType.AVRO, schema: schemaText[schema] }));
  if (!found.ok && codeOf(found.failure) === 'not_found') return ok(undefined);
  return found;
}

async function findWriter(client: SchemaRegistry, id: number): Promise<Result<avsc.Type>> {
  const found = await ask(`fetching schema ${id}`, () => client.getSchema(id));
  if (!found.ok) return found;
  if (avsc.Type.isType(found.value)) return ok(found.value as unknown as avsc.Type);
  return failed(failure('invalid', `fetching schema ${id}`, { cause: { code: 'not_avro', text: 'the schema is not an Avro schema' } }));
}

const codeOf = ({ cause }: Failure): string | undefined => (cause !== undefined && 'code' in cause ? cause.code : undefined);

/**
 * The client sets the level only when it registers the first version, and refuses a subject with another one. A subject
 * that does not exist yet (404) is left to it.
 */
async function enforceCompatibility(url: string, subject: string, action: string): Promise<Result<void>> {
  try {
    const response = await fetch(`${url.replace(/\/+$/, '')}/config/${encodeURIComponent(subject)}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
      body: JSON.stringify({ compatibility: COMPATIBILITY.FULL_TRANSITIVE }),
      signal: AbortSignal.timeout(answerMs),
    });
    await response.arrayBuffer();
    return response.ok || response.status === 404 ? ok() : failed(refusal(action, response.status, 'setting FULL_TRANSITIVE was refused'));
  } catch {
    return failed(refusal(action, 0, 'no answer'));
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url.replace(/\/+$/, '')}/schemas/types`, { signal: AbortSignal.timeout(answerMs) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

async function ask<T>(action: string, call: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await call());
  } catch (error) {
    const text = error instanceof Error ? error.message : 'no answer';
    return failed(refusal(action, statusOf(error), text));
  }
}

/** The client's own errors carry no status: one means that the lookup found nothing, one that a schema is no schema. */
function statusOf(error: unknown): number {
  if (!(error instanceof Error)) return 0;
  if ('status' in error && typeof error.status === 'number') return error.status;
  return { ConfluentSchemaRegistryError: 404, ConfluentSchemaRegistryArgumentError: 422 }[error.name] ?? 0;
}

/** No answer at all also comes as status 400 from the client's HTTP layer, so that is no refusal. */
function refusal(action: string, status: number, text: string): Failure {
  if (status === 404) return failure('invalid', action, { cause: { code: 'not_found', text } });
  if (status === 409 || status === 422) return failure('rejected', action, { cause: { code: 'incompatible_schema', text } });
  if (status === 401 || status === 403) return failure('unauthorized', action, { cause: { code: String(status), text } });
  return failure('unavailable', action, { cause: { code: 'schema_registry', text } });
}
