/** Where the servers of the tests answer. */
export interface TestStack {
  readonly kafkaBrokers: string;
  readonly schemaRegistryUrl: string;
  readonly databaseUrl: string;
  readonly redisUrl: string;
}

const variables = {
  kafkaBrokers: 'KAFKA_BROKERS',
  schemaRegistryUrl: 'SCHEMA_REGISTRY_URL',
  databaseUrl: 'DATABASE_URL',
  redisUrl: 'REDIS_URL',
} as const satisfies Record<keyof TestStack, string>;

/** The addresses that the global setup of the int and e2e projects left in the environment. */
export function stackFromEnvironment(environment: Readonly<Record<string, string | undefined>> = process.env): TestStack {
  const missing = Object.values(variables).filter((variable) => !environment[variable]);
  if (missing.length > 0) {
    throw new Error(
      `finding the servers for this test: ${missing.join(', ')} not set. Tests that need servers are named *.int.spec.ts or *.e2e.spec.ts ` +
        'and run with npm run test:int or test:e2e; elsewhere, first: eval "$(scripts/stack env)"',
    );
  }
  const value = (name: keyof TestStack): string => environment[variables[name]] ?? '';
  return {
    kafkaBrokers: value('kafkaBrokers'),
    schemaRegistryUrl: value('schemaRegistryUrl'),
    databaseUrl: value('databaseUrl'),
    redisUrl: value('redisUrl'),
  };
}
