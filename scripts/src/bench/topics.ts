import { setTimeout as sleep } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';

export type Topics = {
  /** Where the bare intake writes: as many partitions as the raw topic has. */
  readonly bare: string;
  readonly raw: string;
  readonly order: string;
  /** Records that a topic was given, by its offsets. */
  count(topic: string): Promise<number>;
  /** Forgets how far the deployable has read; waits for its members to be gone. */
  forget(deployable: string): Promise<void>;
  close(): Promise<void>;
};

const partitions = 12;

export async function createTopics(brokers: string, namespace: string): Promise<Topics> {
  const admin = new Kafka({ clientId: 'bench', brokers: brokers.split(','), logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  const bare = `${namespace}.bare`;
  await admin.createTopics({ waitForLeaders: false, topics: [{ topic: bare, numPartitions: partitions }] });
  return {
    bare,
    raw: `${namespace}.raw.shopify.v1`,
    order: `${namespace}.order.v1`,
    async count(topic) {
      return (await admin.fetchTopicOffsets(topic)).reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
    },
    async forget(deployable) {
      const { groups } = await admin.listGroups();
      const groupIds = groups.map(({ groupId }) => groupId).filter((group) => group.startsWith(namespace) && group.includes(deployable));
      for (let tries = 1; groupIds.length > 0; tries++) {
        const gone = await admin.deleteGroups(groupIds).then(() => true, (error: unknown) => {
          if (tries >= 50) throw error;
          return false;
        });
        if (gone) return;
        await sleep(200);
      }
    },
    close: () => admin.disconnect(),
  };
}
