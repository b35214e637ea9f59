import { describeStream, suiteDeployables, suiteRows } from '@tributary/stream/suite';
import { openBroker, smallTopics } from './broker.suite.ts';
import { createCodec } from './codec.ts';
import { createRegistry } from './registry.ts';

describeStream(
  'Kafka',
  async () => {
    const broker = await openBroker('suite', smallTopics(suiteDeployables, suiteRows));
    const codec = createCodec(createRegistry({ url: broker.schemaRegistryUrl, clientId: 'spec' }));
    return {
      producer: () => broker.stream.producer(),
      consumer: broker.stream.consumer,
      deadLetters: async (deployable) =>
        Promise.all(
          (await broker.read(`${broker.namespace}.dlt.${deployable}.v1`)).map(async ({ key, value, headers }) => {
            const decoded = await codec.decode('raw.suite', value ?? Buffer.alloc(0));
            if (!decoded.ok) throw new Error('the dead letter cannot be decoded');
            return { key: String(key), value: decoded.value, reason: String(headers?.['__connect.errors.exception.message']) };
          }),
        ),
      close: broker.close,
    };
  },
  { patienceMs: 15_000, sharing: true },
);
