import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { javaCommand, quickStart } from '../java.ts';
import { askForBrokers } from '../kafka-metadata.ts';
import type { Part, Place } from '../part.ts';
import { portOf } from '../part.ts';
import { runCommand } from '../run-command.ts';

const version = '4.1.0';
const avroVersion = '1.12.0';

/** A committed offset must outlive the longest topic retention (30 days), else a group that rested starts again from the beginning. */
const offsetRetentionMinutes = 60 * 24 * 60;

const memory = ['-Xms128m', '-Xmx512m'];

export const kafka: Part = {
  name: 'kafka',
  title: `Apache Kafka ${version}`,
  addressName: 'kafkaBrokers',
  artefact: {
    folder: `kafka-${version}-avro-${avroVersion}`,
    libraries: [
      { group: 'org.apache.kafka', name: 'kafka_2.13', version },
      { group: 'org.apache.kafka', name: 'kafka-tools', version },
      { group: 'org.apache.logging.log4j', name: 'log4j-slf4j-impl', version: '2.24.3' },
      // For scripts/read-topics, which decodes with nothing of ours.
      { group: 'org.apache.avro', name: 'avro', version: avroVersion },
    ],
  },
  ports: { broker: 19092, controller: 19093 },
  stopSignal: 'SIGTERM',
  prepare: formatStorage,
  command: async (place) => {
    const properties = await writeProperties(place, place.data);
    const log = await writeLogConfiguration(place);
    return { file: javaCommand(), args: [...memory, ...quickStart, ...logging(log), ...classPath(place.artefact), 'kafka.Kafka', properties] };
  },
  address: (ports) => `127.0.0.1:${portOf(ports, 'broker')}`,
  check: askForBrokers,
};

export function logging(configuration: string): string[] {
  return [`-Dlog4j2.configurationFile=${configuration}`, '-Dlog4j2.disable.jmx=true'];
}

export function classPath(artefact: string): string[] {
  return ['-cp', join(artefact, '*')];
}

async function formatStorage(place: Place): Promise<void> {
  const properties = await writeProperties(place, place.data);
  const clusterId = randomBytes(16).toString('base64url');
  const log = await writeLogConfiguration(place);
  await runCommand('formatting the storage of Kafka', {
    file: javaCommand(),
    args: [...quickStart, ...logging(log), ...classPath(place.artefact), 'kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', properties],
  });
}

async function writeProperties(place: Place, data: string): Promise<string> {
  const file = join(place.run, 'kafka.properties');
  await writeFile(file, serverProperties(place.ports, data));
  return file;
}

/** One node that is broker and controller; internal topics small and unreplicated, so that the first consumer does not wait for 50 partitions. */
export function serverProperties(ports: Readonly<Record<string, number>>, data: string): string {
  const broker = `127.0.0.1:${portOf(ports, 'broker')}`;
  const controller = `127.0.0.1:${portOf(ports, 'controller')}`;
  const settings = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@${controller}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'listeners': `PLAINTEXT://${broker},CONTROLLER://${controller}`,
    'advertised.listeners': `PLAINTEXT://${broker}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': data,
    'auto.create.topics.enable': false,
    'num.partitions': 1,
    'default.replication.factor': 1,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 8,
    'offsets.retention.minutes': offsetRetentionMinutes,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 4,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'share.coordinator.state.topic.num.partitions': 4,
    'group.initial.rebalance.delay.ms': 0,
    'log.retention.hours': 24 * 14,
    'log.retention.check.interval.ms': 300_000,
    'log.segment.bytes': 64 * 1024 * 1024,
    'log.index.size.max.bytes': 1024 * 1024,
    'log.segment.delete.delay.ms': 1_000,
    'log.cleaner.dedupe.buffer.size': 16 * 1024 * 1024,
    'num.network.threads': 2,
    'num.io.threads': 4,
  };
  return `${Object.entries(settings).map(([key, value]) => `${key}=${value}`).join('\n')}\n`;
}

async function writeLogConfiguration(place: Place): Promise<string> {
  const file = join(place.run, 'kafka-log4j2.properties');
  const lines = [
    'status=error',
    'appender.file.type=RollingFile',
    'appender.file.name=file',
    `appender.file.fileName=${join(place.logs, 'kafka-server.log')}`,
    `appender.file.filePattern=${join(place.logs, 'kafka-server.%i.log')}`,
    'appender.file.layout.type=PatternLayout',
    'appender.file.layout.pattern=%d{ISO8601} %p %m (%c)%n',
    'appender.file.policies.type=Policies',
    'appender.file.policies.size.type=SizeBasedTriggeringPolicy',
    'appender.file.policies.size.size=10MB',
    'appender.file.strategy.type=DefaultRolloverStrategy',
    'appender.file.strategy.max=2',
    'rootLogger.level=WARN',
    'rootLogger.appenderRef.file.ref=file',
    'logger.lifecycle.name=kafka.server.KafkaRaftServer',
    'logger.lifecycle.level=INFO',
  ];
  await writeFile(file, `${lines.join('\n')}\n`);
  return file;
}
