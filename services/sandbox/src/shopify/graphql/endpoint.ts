import { isObject, parseJson } from '../../engine/json.ts';
import type { Reply, VendorRequest } from '../../engine/vendor.ts';
import type { ApiContext } from '../api-context.ts';
import { mutationRoot } from '../mutations/root.ts';
import { jsonReply } from '../reply.ts';
import { queryRoot } from '../served/query-root.ts';
import type { Bucket } from './bucket.ts';
import { actualCost, requestedCost } from './cost.ts';
import type { Documents, GraphqlRequest } from './document.ts';
import type { AnswerError } from './errors.ts';
import { executeOperation, type Operation } from './execute.ts';
import { breachOf } from './limits.ts';

export interface EndpointParts {
  context: ApiContext;
  documents: Documents;
  bucket: Bucket;
}

/** One request to one shop's GraphQL endpoint, whose token was found right. */
export async function answerGraphql(parts: EndpointParts, request: VendorRequest, underLoad: () => Promise<void>): Promise<Reply> {
  const { context, documents, bucket } = parts;
  const read = readRequest(request);
  if (typeof read === 'string') {
    context.violate('graphql-request', read);
    return jsonReply(400, { errors: { query: read } });
  }
  const prepared = documents.prepare(read);
  if (!prepared.ok) return invalid(context, prepared.errors);
  const { operation } = prepared;
  const cost = requestedCost(operation);
  const breach = breachOf(operation, cost);
  if (breach !== undefined) {
    context.violate(breach.rule, breach.error.message);
    return refused([breach.error], costOf(bucket, cost, null));
  }
  if (!bucket.reserve(cost)) return throttledAnswer(bucket, cost);
  await underLoad();
  return runOperation(parts, operation, cost);
}

function runOperation({ context, bucket }: EndpointParts, operation: Operation, cost: number): Reply {
  const root = operation.definition.operation === 'mutation' ? mutationRoot(context) : queryRoot(context);
  const { data, errors, objects } = executeOperation(operation, root);
  const actual = actualCost(operation, cost, objects);
  bucket.refund(cost - actual);
  const code = errors[0]?.extensions?.['code'];
  const body = { ...(errors.length === 0 ? {} : { errors }), data, extensions: costOf(bucket, cost, actual) };
  return { ...jsonReply(200, body), code: typeof code === 'string' ? code : '200' };
}

/** HTTP 200 as well: a client that only looks at the status takes this for an answer. */
export function throttledAnswer(bucket: Bucket, cost: number): Reply {
  const documentation = 'https://shopify.dev/api/usage/rate-limits';
  return refused([{ message: 'Throttled', extensions: { code: 'THROTTLED', documentation } }], costOf(bucket, cost, null));
}

function invalid({ violate }: ApiContext, errors: readonly AnswerError[]): Reply {
  violate('graphql-invalid', errors.map(({ message }) => message).slice(0, 3).join('; '));
  return refused(errors);
}

function refused(errors: readonly AnswerError[], extensions?: object): Reply {
  const code = errors[0]?.extensions?.['code'];
  return { ...jsonReply(200, { errors, ...(extensions === undefined ? {} : { extensions }) }), code: typeof code === 'string' ? code : 'graphql-error' };
}

const costOf = (bucket: Bucket, requested: number, actual: number | null): object => ({
  cost: { requestedQueryCost: requested, actualQueryCost: actual, throttleStatus: bucket.status() },
});

/** What is wrong with the request, as a text, where it is none. */
export function readRequest({ body, header }: VendorRequest): GraphqlRequest | string {
  if (!/^application\/json\b/i.test(header('content-type') ?? '')) return 'Content-Type: application/json is wanted';
  let parsed: unknown;
  try {
    parsed = parseJson(body.toString('utf8'));
  } catch {
    return 'body: JSON is wanted';
  }
  if (!isObject(parsed) || typeof parsed['query'] !== 'string') return 'query: Required parameter missing or invalid';
  const { query, variables, operationName } = parsed;
  return { query, variables: isObject(variables) ? variables : {}, operationName: typeof operationName === 'string' ? operationName : undefined };
}
