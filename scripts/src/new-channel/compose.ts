import { isAlias, isMap, isScalar } from 'yaml';

import { model } from './files.ts';
import { entriesAt, insertEntry, type Entry } from './yaml-text.ts';

/** The compose file with a block for each part of the channel, made like the model's. */
export function addComposeBlocks(compose: string, name: string, parts: readonly string[]): string {
  return parts.reduce((text, part) => {
    const services = entriesAt(text, ['services']).filter(isOurs);
    const like = services.find((entry) => entry.name === `${part}-${model}`);
    if (like === undefined) throw new Error(`adding a compose block: there is no block ${part}-${model} to take as model`);
    return insertEntry(text, services, `${part}-${name}`, renamed(like.text, name));
  }, compose);
}

/** Our services share the block `x-service`; servers that they stand on do not. */
function isOurs({ pair: { value } }: Entry): boolean {
  if (!isMap(value)) return false;
  return value.items.some(({ key, value: merged }) => isScalar(key) && String(key.source ?? key.value) === '<<' && isAlias(merged) && merged.source === 'service');
}

function renamed(block: string, name: string): string {
  return block.replaceAll(model, name).replaceAll(variable(model), variable(name));
}

const variable = (name: string): string => name.toUpperCase().replaceAll('-', '_');
