import type { KafkaMessage } from 'kafkajs';
import { deadLetterTopic, topicName } from '@tributary/contracts';
import { ok, type Failure, type Result } from '@tributary/kernel';
import type { Position } from '@tributary/stream';
import { deadLetterHeaders, type ParkedRecord } from './headers.ts';
import type { Sender } from './sender.ts';

export type DeadLetter = { readonly message: KafkaMessage; readonly position: Position; readonly stage: ParkedRecord['stage']; readonly failure: Failure };

/** Answers ok once all of them are on all in-sync replicas of the group's dead-letter topic. */
export type DeadLetters = { write(letters: readonly DeadLetter[]): Promise<Result<void>> };

export function createDeadLetters(namespace: string, deployable: string, sender: Sender): DeadLetters {
  const topic = topicName(namespace, deadLetterTopic(deployable).row);
  return {
    write: (letters) =>
      sender.send('writing dead letters', async () =>
        ok(letters.map(({ message, position, stage, failure }) => ({
          topic,
          key: message.key,
          value: message.value,
          headers: deadLetterHeaders(message.headers ?? {}, { deployable, position, stage, failure }),
        }))),
      ),
  };
}
