/** Which calls took effect on which order: the proof that a repeated call had no second effect. */
export interface Effects {
  add(call: string, globalOrderNo: string): void;
  /** Per call the total and the number of effects on each order. */
  all(): Record<string, { total: number; byOrder: Record<string, number> }>;
}

export function createEffects(): Effects {
  const calls = new Map<string, Map<string, number>>();
  return {
    add(call, globalOrderNo) {
      const orders = calls.get(call) ?? new Map<string, number>();
      calls.set(call, orders);
      orders.set(globalOrderNo, (orders.get(globalOrderNo) ?? 0) + 1);
    },
    all: () => Object.fromEntries([...calls].map(([call, orders]) => [call, { total: [...orders.values()].reduce((sum, times) => sum + times, 0), byOrder: Object.fromEntries(orders) }])),
  };
}
