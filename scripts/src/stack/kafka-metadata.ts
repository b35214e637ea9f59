import { ask } from './ask.ts';
import type { Verdict } from './ask.ts';

const correlationId = 1;

/** A metadata request, version 4 (Kafka 1.0 and newer), for no topic: the answer lists the brokers that have registered. */
export async function askForBrokers(brokers: string): Promise<void> {
  const first = brokers.split(',')[0]?.trim() ?? '';
  const separator = first.lastIndexOf(':');
  const port = Number(first.slice(separator + 1));
  if (separator < 1 || !Number.isInteger(port)) throw new Error(`"${first}" is not HOST:PORT`);
  await ask({ host: first.slice(0, separator), port, request: metadataRequest('tributary-stack'), judge: judgeMetadata });
}

export function metadataRequest(clientId: string): Buffer {
  const client = Buffer.from(clientId);
  const request = Buffer.alloc(4 + 2 + 2 + 4 + 2 + client.length + 4 + 1);
  let offset = request.writeInt32BE(request.length - 4, 0);
  offset = request.writeInt16BE(3, offset);
  offset = request.writeInt16BE(4, offset);
  offset = request.writeInt32BE(correlationId, offset);
  offset = request.writeInt16BE(client.length, offset);
  offset += client.copy(request, offset);
  // No topics, none to be created: both fields stay zero.
  request.writeInt32BE(0, offset);
  return request;
}

/** Length, correlation id, throttle time, then the brokers as an array with its count in front. */
export function judgeMetadata(answer: Buffer): Verdict {
  if (answer.length < 16 || answer.length < 4 + answer.readInt32BE(0)) return undefined;
  if (answer.readInt32BE(4) !== correlationId) return new Error('it does not speak the Kafka protocol');
  return answer.readInt32BE(12) > 0 ? 'answered' : new Error('no broker has registered yet');
}
