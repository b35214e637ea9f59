/** Lingxing's revisions have seconds: read by its own clock a full second later, no other snapshot can have this one any more. */
export function isSettled(revisionAt: number, asOf: number | null): boolean {
  return asOf !== null && asOf >= revisionAt + 1_000;
}
