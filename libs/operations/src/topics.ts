import { canonicalTopics, deadLetterTopic, deployableName, rawTopic, redriveTopic, type Topic, type VendorKind, type VendorPart } from '@tributary/contracts';
import type { Config } from '@tributary/service-host';

const parts: readonly VendorPart[] = ['ingest', 'normalize', 'deliver'];

/** Every topic that a configuration needs: the canonical ones, raw topics of its vendors, dead and re-driven letters of its groups. */
export function topicsFor(config: Config): Topic[] {
  const groups = groupsFor(config);
  return [...canonicalTopics, ...vendorsOf(config).map(({ vendor }) => rawTopic(vendor)), ...groups.map(deadLetterTopic), ...groups.map(redriveTopic)];
}

/** Deployables that read topics, each as the consumer group of its name. */
export function groupsFor(config: Config): string[] {
  return ['state-tracker', ...vendorsOf(config).flatMap(({ kind, vendor }) => parts.map((part) => deployableName(kind, vendor, part)))];
}

function vendorsOf(config: Config): { kind: VendorKind; vendor: string }[] {
  const names = (vendors: readonly string[]): string[] => [...new Set(vendors)].sort();
  return [
    ...names(config.channels.map(({ channel }) => channel)).map((vendor) => ({ kind: 'channel' as const, vendor })),
    ...names(config.erps.map(({ erp }) => erp)).map((vendor) => ({ kind: 'erp' as const, vendor })),
  ];
}
