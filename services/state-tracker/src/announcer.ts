import { failed, ok, type Failure, type Result } from '@tributary/kernel';
import { announcePartition, type AnnouncerPorts } from './announce.ts';
import { partitionsToAnnounce } from './store/announcements.ts';

/**
 * One round over all partitions that have something to announce; answers how many orders were dealt with. A partition
 * that comes to nothing does not keep the others back; the round then answers its failure.
 */
export async function announceAll(ports: AnnouncerPorts): Promise<Result<number>> {
  const partitions = await ports.attempt('finding orders to announce', () => partitionsToAnnounce(ports.database));
  if (!partitions.ok) return partitions;
  let total = 0;
  let lost: Failure | undefined;
  for (const partition of partitions.value) {
    const announced = await announcePartition(ports, partition);
    if (announced.ok) total += announced.value;
    else lost = announced.failure;
  }
  return lost === undefined ? ok(total) : failed(lost);
}
