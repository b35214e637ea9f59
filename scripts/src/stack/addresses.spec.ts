import { describe, expect, it } from 'vitest';
import { addressesFromEnvironment, stackEnvironment } from './addresses.ts';

const addresses = { kafkaBrokers: 'k:9092', schemaRegistryUrl: 'http://r', databaseUrl: 'postgres://d/x', redisUrl: 'redis://c' };

describe('the choice of the stack', () => {
  it('takes the servers of the environment when all are named', () => {
    expect(addressesFromEnvironment({ ...stackEnvironment(addresses), PATH: '/bin' })).toEqual(addresses);
  });

  it('runs its own when none is named', () => {
    expect(addressesFromEnvironment({ KAFKA_BROKERS: ' ' })).toBeUndefined();
  });

  it('refuses half a stack and names the missing half', () => {
    const half = { KAFKA_BROKERS: 'k:9092', REDIS_URL: 'redis://c' };
    expect(() => addressesFromEnvironment(half)).toThrow('KAFKA_BROKERS, REDIS_URL are set, but SCHEMA_REGISTRY_URL, DATABASE_URL are not. Set all four');
  });
});
