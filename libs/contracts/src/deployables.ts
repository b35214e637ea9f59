/** The deployables of one vendor folder, in the words that operators see in Kubernetes, as consumer groups and in logs. */
export type VendorKind = 'channel' | 'erp';
export type VendorPart = 'ingest' | 'normalize' | 'deliver';

export function deployableName(kind: VendorKind, vendor: string, part: VendorPart): string {
  if (part !== 'deliver') return `${part}-${vendor}`;
  return kind === 'channel' ? `writeback-${vendor}` : `erp-sink-${vendor}`;
}
