import { canonicalTopics, deadLetterTopic, deployableName, rawTopic, type Topic } from '@tributary/contracts';
import type { Config } from '@tributary/service-host';

/** Every topic that a configuration needs: the canonical ones, raw topics of its vendors, dead letters of its groups. */
export function topicsFor(config: Config): Topic[] {
  const channels = [...new Set(config.channels.map(({ channel }) => channel))].sort();
  const erps = [...new Set(config.erps.map(({ erp }) => erp))].sort();
  const groups = ['state-tracker', ...channels.map((vendor) => deployableName('channel', vendor, 'normalize')), ...erps.map((vendor) => deployableName('erp', vendor, 'deliver'))];
  return [...canonicalTopics, ...channels.map(rawTopic), ...groups.map(deadLetterTopic)];
}
