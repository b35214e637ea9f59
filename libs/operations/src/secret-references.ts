import { type Config, secretReference } from '@tributary/service-host';

/** Every secret that the configuration names, each once, in the order in which they stand there. */
export function secretReferences(config: Config): readonly string[] {
  return [...new Set(textsOf(config).filter((text) => secretReference.test(text)))];
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
