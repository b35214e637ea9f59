import { afterEach, describe, expect, it } from 'vitest';
import { closeTowns, createTown, type Town } from '../spec-town.ts';

const EVERY_UNIT = { 'MUG-1': 2, 'CAP-1': 1 };

interface Shown {
  status: number;
  outbounds: { woNumber: string; status: number; trackingNo: string; deliveredAt: string | null; items: { sku: string; quantity: number }[] }[];
}

const orders = async (town: Town): Promise<Shown[]> => (await town.control('GET', '/orders'))['orders'] as Shown[];
const autoship = (town: Town, more: Record<string, unknown> = {}) => town.control('POST', '/autoship', { afterMs: 1_000, enabled: true, parcels: 'mixed', seed: 7, ...more });
const unitsOf = ({ outbounds }: Shown): Record<string, number> => {
  const units: Record<string, number> = {};
  for (const { sku, quantity } of outbounds.flatMap(({ items }) => items)) units[sku] = (units[sku] ?? 0) + quantity;
  return units;
};
const cutOf = (order: Shown): unknown => order.outbounds.map(({ items }) => items.map(({ sku, quantity }) => [sku, quantity]));

async function drive(town: Town, count: number, settings: Record<string, unknown> = {}): Promise<Shown[]> {
  await autoship(town, settings);
  for (let index = 0; index < count; index += 1) await town.place(`A-${index}`, index % 2 === 0 ? {} : { logistics_type_id: undefined, wid: undefined });
  town.caller.clock.now += 10_000;
  return orders(town);
}

afterEach(closeTowns);

describe('a warehouse that works by itself', () => {
  it('ships every unit of every order once, in one or two parcels with tracking numbers of their own', async () => {
    const town = await createTown();
    const all = await drive(town, 40);
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set([6]));
    expect(all.map(unitsOf)).toEqual(all.map(() => EVERY_UNIT));
    expect(new Set(all.map(({ outbounds }) => outbounds.length))).toEqual(new Set([1, 2]));
    const parcels = all.flatMap(({ outbounds }) => outbounds);
    expect(new Set(parcels.map(({ trackingNo }) => trackingNo)).size).toBe(parcels.length);
  });

  it('lets the parcels of an order leave one after the other, not always in the order of their numbers', async () => {
    const town = await createTown();
    const pairs = (await drive(town, 20, { parcels: 2 })).map(({ outbounds }) => outbounds.map(({ deliveredAt }) => Date.parse(String(deliveredAt))));
    expect(pairs.every(([first, second]) => first !== second)).toBe(true);
    expect(new Set(pairs.map(([first = 0, second = 0]) => first < second))).toEqual(new Set([true, false]));
  });

  it('packs the same for the same seed and order number, whatever the ids', async () => {
    const [one, two] = [await createTown(), await createTown()];
    two.caller.clock.now += 3_600_000;
    const cuts = (await drive(one, 15)).map(cutOf);
    expect((await drive(two, 15)).map(cutOf)).toEqual(cuts);
    expect((await drive(await createTown(), 15, { seed: 8 })).map(cutOf)).not.toEqual(cuts);
  });

  it('takes its time, and stops when it is switched off', async () => {
    const town = await createTown();
    await town.place('A-1');
    await autoship(town, { parcels: 1 });
    town.caller.clock.now += 499;
    expect((await orders(town))[0]).toMatchObject({ status: 4 });
    town.caller.clock.now += 1;
    expect((await orders(town))[0]).toMatchObject({ status: 5, outbounds: [{ status: 2 }] });
    await autoship(town, { enabled: false });
    town.caller.clock.now += 10_000;
    expect((await orders(town))[0]).toMatchObject({ status: 5, outbounds: [{ status: 2 }] });
    await autoship(town);
    town.caller.clock.now += 10_000;
    expect((await orders(town))[0]).toMatchObject({ status: 6 });
  });

  it('leaves alone what somebody holds, and goes on when it is released', async () => {
    const town = await createTown();
    const frozen = await town.place('A-1');
    await town.staff(frozen, 'freeze');
    const stopped = await town.inWork('A-2');
    await town.intercept(stopped);
    await drive(town, 0);
    expect(await orders(town)).toMatchObject([{ status: 4, statusSub: 5 }, { status: 4, tags: [{ tagNo: '3-17' }] }]);
    await town.staff(frozen, 'unfreeze');
    await town.staff(stopped, 'review');
    town.caller.clock.now += 10_000;
    expect(await orders(town)).toMatchObject([{ status: 6 }, { status: 6, outbounds: [{ status: 4, trackingNo: '' }, { status: 3 }] }]);
  });

  it('refuses wrong settings with a reason each', async () => {
    const town = await createTown();
    const answer = await autoship(town, { parcels: 3, seed: 'x' });
    expect(answer).toMatchObject({ error: 'parcels: 1, 2 or "mixed" is wanted; seed: a whole number is wanted', httpStatus: 400 });
  });
});
