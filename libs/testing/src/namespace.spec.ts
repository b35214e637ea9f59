import { describe, expect, it } from 'vitest';
import { freshNamespace } from './namespace.ts';

describe('freshNamespace', () => {
  it('gives names that differ and are legal for topics', () => {
    const names = Array.from({ length: 100 }, () => freshNamespace('order'));
    expect(new Set(names).size).toBe(100);
    for (const name of names) expect(name).toMatch(/^t-order-[0-9a-f]{10}$/);
  });

  it('keeps a long or odd label short and plain', () => {
    expect(freshNamespace('Répliqué: what a very long sentence this is')).toMatch(/^t-r-pliqu-what-a-very-[0-9a-f]{10}$/);
  });

  it('refuses a label of which nothing is left', () => {
    expect(() => freshNamespace('——')).toThrow('has no letter or digit');
  });
});
