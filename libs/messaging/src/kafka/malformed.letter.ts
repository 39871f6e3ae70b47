import type { KafkaMessage } from 'kafkajs';
import { v5 as uuidV5 } from 'uuid';
import type { DeadLetter } from '../consumer/dead-letters.port.js';
import { failureOf } from '../consumer/failure.js';
import type { LetterTaker } from '../consumer/letter-queue.js';
import { MalformedRecord } from './kafka.errors.js';

const namespace = '0d0d6f0e-5b2c-5c8e-9a55-7f1a2b8c4e21';
const maxPayloadCharacters = 100_000;

export type RecordPlace = Readonly<{ consumer: string; kind: 'fact' | 'engine-report'; topic: string; partition: number }>;

/** The dead letter of a record that nobody can read; the same record makes the same letter. */
export const malformedLetter = ({ consumer, kind, topic, partition }: RecordPlace, record: KafkaMessage, error: unknown): DeadLetter => {
  const at = new Date().toISOString();
  const key = record.key?.toString() ?? '';
  const value = record.value?.toString() ?? null;
  // Not by what it says: two records may say the same. The time tells it from one of an earlier topic of this name.
  const id = uuidV5(`${consumer}\n${topic}\n${partition}\n${record.offset}\n${record.timestamp}`, namespace);
  const payload = value === null ? null : value.slice(0, maxPayloadCharacters);
  return {
    id,
    consumer,
    message: { id, kind, type: malformedType, topic, key, position: null, record: { partition, offset: record.offset }, payload, onFailure: 'set-aside' },
    reason: 'malformed',
    failure: failureOf(error),
    attempts: 1,
    firstAt: at,
    lastAt: at,
  };
};

/** Type of a message that has none that can be read. */
const malformedType = 'malformed';

/** By its message, since the reason may be of a later try. Nobody could read it when it came, and it has not changed since. */
export const isMalformed = ({ message }: DeadLetter): boolean => message.type === malformedType;

/** Who takes up a letter that nobody can read. */
export const malformedTaker: LetterTaker = {
  retry: () => Promise.reject(new MalformedRecord('it can only be discarded')),
  resumeKey: () => Promise.resolve(),
};
