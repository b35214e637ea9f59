/** Where the four servers answer. Everything that talks to the stack takes its addresses from here or from the same four variables. */
export interface StackAddresses {
  readonly kafkaBrokers: string;
  readonly schemaRegistryUrl: string;
  readonly databaseUrl: string;
  readonly redisUrl: string;
}

export const addressVariables = {
  kafkaBrokers: 'KAFKA_BROKERS',
  schemaRegistryUrl: 'SCHEMA_REGISTRY_URL',
  databaseUrl: 'DATABASE_URL',
  redisUrl: 'REDIS_URL',
} as const satisfies Record<keyof StackAddresses, string>;

const names = Object.keys(addressVariables) as (keyof StackAddresses)[];

/** The addresses as environment variables, in the names that services, tests and the demo read. */
export function stackEnvironment(addresses: StackAddresses): Record<string, string> {
  return Object.fromEntries(names.map((name) => [addressVariables[name], addresses[name]]));
}

/**
 * All four variables given: use those servers. None: run our own (undefined). Only some: an error, because half a stack of ours
 * beside half of someone else's is never what was meant.
 */
export function addressesFromEnvironment(environment: Readonly<Record<string, string | undefined>>): StackAddresses | undefined {
  const value = (name: keyof StackAddresses): string => environment[addressVariables[name]]?.trim() ?? '';
  const given = names.filter((name) => value(name) !== '');
  if (given.length === 0) return undefined;
  const missing = names.filter((name) => value(name) === '');
  if (missing.length > 0) {
    throw new Error(
      `choosing the stack: ${variablesOf(given)} ${given.length === 1 ? 'is' : 'are'} set, but ${variablesOf(missing)} ` +
        `${missing.length === 1 ? 'is' : 'are'} not. Set all four to use your own servers, or none to run the local stack.`,
    );
  }
  return {
    kafkaBrokers: value('kafkaBrokers'),
    schemaRegistryUrl: value('schemaRegistryUrl'),
    databaseUrl: value('databaseUrl'),
    redisUrl: value('redisUrl'),
  };
}

function variablesOf(chosen: readonly (keyof StackAddresses)[]): string {
  return chosen.map((name) => addressVariables[name]).join(', ');
}
