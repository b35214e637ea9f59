import type { RawRecord } from '@tributary/contracts';
import { failed, failure, ok, parseJson, type Result } from '@tributary/kernel';
import type { CanonicalDraft } from './canonical-draft.ts';

/** A raw record with its body opened: the bytes as the vendor sent them. */
export type OpenedRaw = Pick<RawRecord, 'account' | 'kind' | 'topic' | 'resourceType' | 'resourceId' | 'vendorRevision' | 'orderKeys' | 'asOf' | 'via' | 'contentType'> & { readonly body: Uint8Array };

/**
 * Maps one raw record. Pure: the same record always gives the same drafts, whatever the configuration, or a replay
 * would give other facts. Answers `invalid` for a body that it cannot read, with the place and no value in the text;
 * no drafts where the record is understood and says nothing. Never throws and never changes what it is given.
 */
export type MapRecord = (raw: OpenedRaw) => Result<readonly CanonicalDraft[]>;

/** `version` grows with every change of what is mapped. `topics` by the vendor's event name; others are rightly skipped. */
export type Mapper = { readonly version: number; readonly topics: Readonly<Record<string, MapRecord>> };

/** What a zod schema offers, so that this library needs no zod. */
export type PayloadSchema<Payload> = { safeParse(value: unknown): { success: true; data: Payload } | { success: false; error: { issues: readonly SchemaIssue[] } } };
export type SchemaIssue = { readonly path: readonly PropertyKey[]; readonly message: string };

const maxIssuesShown = 5;

/** Reads a JSON body losslessly, checks it against the vendor's schema and maps the payload. */
export function fromJson<Payload>(schema: PayloadSchema<Payload>, map: (payload: Payload) => readonly CanonicalDraft[]): MapRecord {
  return ({ resourceType, body }) => {
    const text = decodeUtf8(body);
    if (text === undefined) return unreadable(resourceType, 'not_utf8', 'the body is not UTF-8');
    const json = parseJson(text, `${resourceType} payload`);
    if (!json.ok) return json;
    const payload = schema.safeParse(json.value);
    if (!payload.success) return unreadable(resourceType, 'schema', payload.error.issues.slice(0, maxIssuesShown).map(issueText).join('; '));
    return ok(map(payload.data));
  };
}

function decodeUtf8(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}

/** "line_items[0].price: Invalid input: expected string, received undefined": the place and what was expected there. */
function issueText({ path, message }: SchemaIssue): string {
  const place = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('').replace(/^\./, '');
  return `${place || 'payload'}: ${message}`;
}

function unreadable(resourceType: string, code: string, text: string): Result<never> {
  return failed(failure('invalid', `reading ${resourceType} payload`, { cause: { code, text } }));
}
