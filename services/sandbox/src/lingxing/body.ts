/** Reading request bodies that the field tables have checked already. */
export type Fields = Record<string, unknown>;

export const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== '';
export const textAt = (fields: Fields, name: string): string => (isGiven(fields[name]) ? String(fields[name]) : '');
export const numberAt = (fields: Fields, name: string, fallback: number): number => (isGiven(fields[name]) ? Number(fields[name]) : fallback);
export const textsAt = (fields: Fields, name: string): string[] => (Array.isArray(fields[name]) ? (fields[name] as unknown[]).map(String) : []);
export const entriesAt = (fields: Fields, name: string): Fields[] => (Array.isArray(fields[name]) ? (fields[name] as Fields[]) : []);
/** `a,b` as the vendor joins ids. */
export const joinedAt = (fields: Fields, name: string): string[] => textAt(fields, name).split(',').map((part) => part.trim()).filter((part) => part !== '');
