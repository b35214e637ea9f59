import { describe, expect, it } from 'vitest';
import { stackFromEnvironment } from './stack.ts';

const complete = { KAFKA_BROKERS: 'k:1', SCHEMA_REGISTRY_URL: 'http://r', DATABASE_URL: 'postgres://d/x', REDIS_URL: 'redis://c' };

describe('stackFromEnvironment', () => {
  it('reads the four addresses', () => {
    expect(stackFromEnvironment(complete)).toEqual({ kafkaBrokers: 'k:1', schemaRegistryUrl: 'http://r', databaseUrl: 'postgres://d/x', redisUrl: 'redis://c' });
  });

  it('names every missing variable and what to do', () => {
    const some = { ...complete, REDIS_URL: undefined, DATABASE_URL: '' };
    expect(() => stackFromEnvironment(some)).toThrow(/DATABASE_URL, REDIS_URL not set.*scripts\/stack env/);
  });
});
