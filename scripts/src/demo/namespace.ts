import { Kafka, logLevel } from 'kafkajs';
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
export async function removeTopics(brokers: string, namespace: string): Promise<void> {
  const admin = new Kafka({ clientId: 'demo', brokers: brokers.split(','), logLevel: logLevel.NOTHING, retry: { retries: 2 } }).admin();
  try {
    await admin.connect();
    const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(`${namespace}.`));
    if (topics.length > 0) await admin.deleteTopics({ topics });
    const { groups } = await admin.listGroups();
    const ours = groups.map(({ groupId }) => groupId).filter((group) => group.startsWith(`${namespace}.`));
    // A group whose members were just stopped may still count as live; it expires by itself then.
    if (ours.length > 0) await admin.deleteGroups(ours).catch(() => undefined);
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
