import { existsSync, globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from './contracts/files.ts';

/** What is read of a catalogue entry of `@tributary/delivery-kit`. */
type CatalogueEntry = Record<'effect' | 'subject' | 'trigger' | 'precondition' | 'supersededBy' | 'key' | 'verifiedBy' | 'vendorGuard', string> & { readonly settleMs: number; readonly absentsNeeded: number };
type EffectCatalogue = readonly CatalogueEntry[];

const head = `# Effects

<!-- Made from services/*/src/effects.ts by \`npm run generate\`. Do not edit. -->

Everything that Tributary does at a vendor, one section per effect. An effect is a row of the ledger (\`delivery.effects\`): it has one idempotency key,
is sent by one worker at a time, and is looked up at the vendor before it is sent and after every answer that was lost. How an effect takes a newer state
of what it is about stands as a table in \`libs/postgres/src/ledger/promote.ts\`; what its states mean to a person, in \`docs/operations.md\`.
`;

/** The catalogues of all vendor folders as one document, for review: [path in the repository, text]. */
export async function effectsDocument(): Promise<[string, string][]> {
  const folders = globSync('services/{channel,erp}-*', { cwd: root }).toSorted();
  const sections = await Promise.all(folders.filter((folder) => existsSync(fileIn(folder))).map(async (folder) => sectionOf(folder, await catalogueIn(folder))));
  return [['docs/effects.md', [head, ...sections].join('\n')]];
}

const fileIn = (folder: string): string => join(root, folder, 'src/effects.ts');

async function catalogueIn(folder: string): Promise<EffectCatalogue> {
  const { effects } = (await import(fileIn(folder))) as { effects?: EffectCatalogue };
  if (effects === undefined) throw new Error(`${folder}/src/effects.ts exports no effects`);
  return effects;
}

function sectionOf(folder: string, catalogue: EffectCatalogue): string {
  return [`## ${basename(folder)}`, '', ...catalogue.flatMap(linesOf)].join('\n');
}

function linesOf(entry: CatalogueEntry): string[] {
  const rows = [
    ['What', entry.subject],
    ['Wanted by', entry.trigger],
    ['Only if', entry.precondition],
    ['Given up for', entry.supersededBy],
    ['Idempotency key', `\`${entry.key}\``],
    ['Verified by', entry.verifiedBy],
    ['Vendor’s own guard', entry.vendorGuard],
    ['Sent again after', `${entry.settleMs / 1_000} s and ${entry.absentsNeeded} look-ups that did not find it`],
  ];
  return [`### ${entry.effect}`, '', '| | |', '|---|---|', ...rows.map(([name, text]) => `| ${name} | ${text} |`), ''];
}
