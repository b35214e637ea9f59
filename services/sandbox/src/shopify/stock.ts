export interface Level {
  quantity: number;
  updatedAt: string;
}

/** What a shop has to sell, per inventory item and location. Nothing is committed to orders here, so on hand equals available. */
export interface Stock {
  available(item: string, location: string): number;
  level(item: string, location: string): Level | undefined;
  set(item: string, location: string, level: Level): void;
  nextGroup(): number;
}

/** Quantities that nobody set yet are zero: every listed SKU is stocked at every location. */
export function createStock(): Stock {
  const levels = new Map<string, Level>();
  let groups = 0;
  const level = (item: string, location: string): Level | undefined => levels.get(`${item} ${location}`);
  return {
    level,
    available: (item, location) => level(item, location)?.quantity ?? 0,
    set: (item, location, held) => void levels.set(`${item} ${location}`, held),
    nextGroup: () => (groups += 1),
  };
}
