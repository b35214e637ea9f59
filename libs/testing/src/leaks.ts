/** Kinds of handles that something left open keeps alive: connections, servers, child processes. Timers come and go by themselves. */
const kinds = ['TCPSocketWrap', 'TCPServerWrap', 'PipeWrap', 'ProcessWrap', 'UDPWrap', 'TLSWrap'];

/**
 * Notes what is open now and later tells what came since then and is still open, counted by kind. Call it before a test file opens
 * anything and, after it closed everything, wait until the answer is empty:
 *
 *   const leaked = leaks();
 *   afterAll(() => waitFor(() => Object.keys(leaked()).length === 0, { description: 'all connections to be closed' }));
 */
export function leaks(active: () => readonly string[] = () => process.getActiveResourcesInfo()): () => Readonly<Record<string, number>> {
  const before = countByKind(active());
  return () => {
    const added = Object.entries(countByKind(active())).map(([kind, count]) => [kind, count - (before[kind] ?? 0)] as const);
    return Object.fromEntries(added.filter(([, count]) => count > 0));
  };
}

function countByKind(resources: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of resources) if (kinds.includes(kind)) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
