import { ok, type Result } from '@tributary/kernel';
import { announcePartition, type AnnouncerPorts } from './announce.ts';
import { partitionsToAnnounce } from './store/announcements.ts';

/** One round over all partitions that have something to announce; answers how many orders were announced. */
export async function announceAll(ports: AnnouncerPorts): Promise<Result<number>> {
  const partitions = await ports.attempt('finding orders to announce', () => partitionsToAnnounce(ports.database));
  if (!partitions.ok) return partitions;
  let total = 0;
  for (const partition of partitions.value) {
    const announced = await announcePartition(ports, partition);
    if (!announced.ok) return announced;
    total += announced.value;
  }
  return ok(total);
}
