/** A search text of the Admin API, read: terms joined by AND (also by standing side by side), OR and NOT. */
export type Query =
  | { kind: 'all'; parts: readonly Query[] }
  | { kind: 'any'; parts: readonly Query[] }
  | { kind: 'not'; part: Query }
  | { kind: 'term'; field: string | undefined; operator: Operator; value: string };

export type Operator = ':' | '<' | '<=' | '>' | '>=';

const TOKEN = /\s*(\(|\)|-(?=[\w(])|(?:(\w+):)?(<=|>=|<|>)?(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^\s()]+)))/y;

interface Token {
  text: string;
  field: string | undefined;
  operator: Operator;
  value: string;
}

/** `status:open AND (tag:vip OR -name:'#1001')`; quotes may be single, double or absent. Never refuses: a search text has no wrong form. */
export function parseQuery(text: string): Query {
  const tokens = tokensOf(text);
  let place = 0;
  const peek = (): string | undefined => tokens[place]?.text;
  const isWord = (word: string): boolean => peek()?.toUpperCase() === word && tokens[place]?.field === undefined;
  const primary = (): Query => {
    if (peek() === '-' || isWord('NOT')) {
      place += 1;
      return { kind: 'not', part: primary() };
    }
    const token = tokens[place];
    place += 1;
    if (token === undefined) return { kind: 'all', parts: [] };
    if (token.text !== '(') return { kind: 'term', field: token.field, operator: token.operator, value: token.value };
    const inner = any();
    if (peek() === ')') place += 1;
    return inner;
  };
  const all = (): Query => {
    const parts: Query[] = [];
    while (place < tokens.length && peek() !== ')' && !isWord('OR')) {
      if (isWord('AND')) place += 1;
      else parts.push(primary());
    }
    return { kind: 'all', parts };
  };
  const any = (): Query => {
    const parts = [all()];
    while (isWord('OR')) {
      place += 1;
      parts.push(all());
    }
    return { kind: 'any', parts };
  };
  const parts: Query[] = [];
  while (place < tokens.length) {
    parts.push(any());
    // A bracket that closes nothing is passed over.
    if (peek() === ')') place += 1;
  }
  return { kind: 'all', parts };
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match !== null && match[0] !== ''; match = TOKEN.exec(text)) {
    const [, whole = '', field, operator, double, single, bare] = match;
    tokens.push({ text: whole, field, operator: (operator ?? ':') as Operator, value: (double ?? single ?? bare ?? '').replace(/\\(.)/g, '$1') });
  }
  return tokens;
}

/** Whether something fits; `test` judges one term. */
export function matches(query: Query, test: (term: Extract<Query, { kind: 'term' }>) => boolean): boolean {
  switch (query.kind) {
    case 'all':
      return query.parts.every((part) => matches(part, test));
    case 'any':
      return query.parts.some((part) => matches(part, test));
    case 'not':
      return !matches(query.part, test);
    case 'term':
      return test(query);
  }
}

/** Every field name that is asked for. */
export function fieldsIn(query: Query): string[] {
  if (query.kind === 'term') return query.field === undefined ? [] : [query.field];
  return query.kind === 'not' ? fieldsIn(query.part) : query.parts.flatMap(fieldsIn);
}
