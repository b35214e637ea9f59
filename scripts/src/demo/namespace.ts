import { type Admin, Kafka, logLevel } from 'kafkajs';
import { Client } from 'pg';

/** Creates the database of a demo in the stack's server; answers its address. */
export async function createDatabase(serverUrl: string, namespace: string): Promise<string> {
  await onServer(serverUrl, `create database "${namespace}"`);
  return Object.assign(new URL(serverUrl), { pathname: `/${namespace}` }).href;
}

export async function removeDatabase(serverUrl: string, namespace: string): Promise<void> {
  await onServer(serverUrl, `drop database if exists "${namespace}" with (force)`);
}

/** Removes the topics and consumer groups of a demo, so that the stack does not fill up with them. */
export function removeTopics(brokers: string, namespace: string): Promise<void> {
  return withAdmin(brokers, async (admin) => {
    const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(`${namespace}.`));
    if (topics.length > 0) await admin.deleteTopics({ topics });
    const groups = await groupsStartingWith(admin, namespace);
    // A group whose members were just stopped may still count as live; it expires by itself then.
    if (groups.length > 0) await admin.deleteGroups(groups).catch(() => undefined);
  });
}

export function groupsOf(brokers: string, namespace: string): Promise<string[]> {
  return withAdmin(brokers, (admin) => groupsStartingWith(admin, namespace));
}

/** Records that the groups have not committed yet, over all topics that they ever committed. */
export function unreadRecords(brokers: string, groups: readonly string[]): Promise<number> {
  return withAdmin(brokers, async (admin) => {
    let unread = 0;
    for (const groupId of groups) {
      for (const { topic, partitions } of await admin.fetchOffsets({ groupId })) {
        const ends = new Map((await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => [partition, Number(high)]));
        // Minus one: nothing of the partition was ever committed, so all of it is unread.
        for (const { partition, offset } of partitions) unread += Math.max(0, (ends.get(partition) ?? 0) - Math.max(0, Number(offset)));
      }
    }
    return unread;
  });
}

async function groupsStartingWith(admin: Admin, namespace: string): Promise<string[]> {
  const { groups } = await admin.listGroups();
  return groups.map(({ groupId }) => groupId).filter((group) => group.startsWith(`${namespace}.`));
}

async function withAdmin<T>(brokers: string, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = new Kafka({ clientId: 'demo', brokers: brokers.split(','), logLevel: logLevel.NOTHING, retry: { retries: 2 } }).admin();
  try {
    await admin.connect();
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

async function onServer(serverUrl: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
