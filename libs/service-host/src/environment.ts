import { z } from 'zod';
import { ConfigurationError, type Problem } from './problem.ts';

export type Environment = {
  readonly kafkaBrokers: readonly string[];
  readonly schemaRegistryUrl: string;
  readonly databaseUrl: string;
  readonly redisUrl: string | undefined;
  readonly namespace: string;
  readonly configDir: string;
  readonly port: number;
  readonly host: string;
  readonly logLevel: string;
};

const url = (schemes: string) => z.string().regex(new RegExp(`^(${schemes})://\\S+$`), `is not a ${schemes.replaceAll('|', ' or ')} address`);

const variables = z.object({
  KAFKA_BROKERS: z.string().regex(/^[^\s,:]+:\d+(,[^\s,:]+:\d+)*$/, 'is not a list of host:port'),
  SCHEMA_REGISTRY_URL: url('https?'),
  DATABASE_URL: url('postgres|postgresql'),
  REDIS_URL: url('redis|rediss').optional(),
  TRIBUTARY_NAMESPACE: z.string().regex(/^[a-zA-Z0-9._-]{1,80}$/, 'holds other characters than letters, digits, dot, dash, underscore').default('tributary'),
  TRIBUTARY_CONFIG_DIR: z.string().min(1).default('config'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  HOST: z.string().default('0.0.0.0'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
});

/** Reads the environment of a process; throws ConfigurationError with every problem. */
export function readEnvironment(env: Record<string, string | undefined>): Environment {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = variables.safeParse(given);
  if (!parsed.success) throw new ConfigurationError(parsed.error.issues.map((issue) => environmentProblem(issue, given)));
  const { data } = parsed;
  return {
    kafkaBrokers: data.KAFKA_BROKERS.split(','),
    schemaRegistryUrl: data.SCHEMA_REGISTRY_URL,
    databaseUrl: data.DATABASE_URL,
    redisUrl: data.REDIS_URL,
    namespace: data.TRIBUTARY_NAMESPACE,
    configDir: data.TRIBUTARY_CONFIG_DIR,
    port: data.PORT,
    host: data.HOST,
    logLevel: data.LOG_LEVEL,
  };
}

/** One variable alone, for commands that need no more; throws ConfigurationError where it is missing or wrong. */
export function readVariable(env: Record<string, string | undefined>, name: 'DATABASE_URL'): string {
  const parsed = variables.shape[name].safeParse(env[name] || undefined);
  if (parsed.success) return parsed.data;
  throw new ConfigurationError(parsed.error.issues.map((issue) => environmentProblem({ ...issue, path: [name] }, env)));
}

function environmentProblem(issue: z.core.$ZodIssue, given: Record<string, string | undefined>): Problem {
  const name = issue.path.join('.');
  const text = given[name] === undefined ? 'is not set' : issue.message;
  return { where: 'environment', path: name, text, remedy: `Set ${name}; \`scripts/stack env\` prints the addresses of a local stack` };
}
