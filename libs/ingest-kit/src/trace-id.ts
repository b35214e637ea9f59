const traceparent = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?$/;

/**
 * The trace id, 32 hex digits, of a W3C `traceparent` header, or undefined where the header is absent or not valid
 * (https://www.w3.org/TR/trace-context/#traceparent-header; version 00 has four parts, later ones may have more).
 */
export function traceIdOf(header: string | undefined): string | undefined {
  const match = traceparent.exec(header ?? '');
  const isLonger = match?.[2] !== undefined;
  return isLonger && header?.startsWith('00') ? undefined : match?.[1];
}
