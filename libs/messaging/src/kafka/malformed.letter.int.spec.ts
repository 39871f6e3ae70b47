import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { LoggerService } from '@nestjs/common';
import type { KafkaMessage } from 'kafkajs';
import { LetterQueue } from '../consumer/letter-queue.js';
import { soleProcessTurns } from '../embedded/sole-process.turns.js';
import { SqliteConsumerState } from '../embedded/sqlite-consumer-state.js';
import { kafkaClient } from './kafka.client.js';
import { KafkaConsumers } from './kafka-consumers.js';
import { MalformedRecord } from './kafka.errors.js';
import { malformedLetter } from './malformed.letter.js';

const silent: LoggerService = { log: () => undefined, warn: () => undefined, error: () => undefined };
const record = { key: null, value: Buffer.from('{'), offset: '9007199254740993', timestamp: '1767225600000' } as unknown as KafkaMessage;

describe('the letter of a record that nobody can read', () => {
  let state: SqliteConsumerState;
  let queue: LetterQueue;
  const letter = malformedLetter({ consumer: 'versioning', kind: 'fact', topic: 'versions', partition: 3 }, record, new MalformedRecord('it has no key'));

  beforeEach(async () => {
    state = SqliteConsumerState.open(':memory:');
    const kafka = kafkaClient({ brokers: ['127.0.0.1:1'], clientId: 'nobody' }, silent);
    const consumers = new KafkaConsumers({ ...state, kafka, topicPrefix: 'daybook', turns: soleProcessTurns, logger: silent });
    queue = new LetterQueue(state.deadLetters, consumers.takerOf);
    await state.deadLetters.add(letter);
  });
  afterEach(() => state.close());

  it('says where in Kafka the record is', async () => {
    const { items } = await queue.list({ limit: 1 });
    expect(items).toMatchObject([{ reason: 'malformed', message: { topic: 'versions', record: { partition: 3, offset: '9007199254740993' } } }]);
  });

  it('is not tried again, and stays as it was when somebody asks for that', async () => {
    await expect(queue.retry(letter.id)).rejects.toMatchObject({ code: 'malformed-record', message: expect.stringContaining('it can only be discarded') });
    expect((await queue.list({ limit: 1 })).items).toEqual([letter]);
  });

  it('is discarded like any other', async () => {
    await queue.discard(letter.id, 'otto', 'not ours');
    expect((await queue.list({ limit: 1 })).items).toEqual([]);
  });
});
