import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { MongoLink } from '@daybook/mongodb';
import { describeWith } from '@daybook/testing';
import type { mongo } from 'mongoose';
import { letterOf } from '../fixtures/letter.fixture.js';
import { MongoConsumerOffsets } from './mongo-consumer-offsets.js';
import { MongoDeadLetters } from './mongo-dead-letters.js';
import { MongoLaneTurns } from './mongo-lane-turns.js';

const lane = { consumer: 'c', kind: 'fact', key: 'k' } as const;
const at = '2026-01-01T00:00:00.000Z';
const failure = { errorCode: 'unwell', message: 'not today', stack: 'at noon' };
const { signal } = new AbortController();

await describeWith('mongo', 'What consumers keep in MongoDB', (server) => {
  let link: MongoLink;
  let told: mongo.CommandStartedEvent[];

  /** What the server was told to write, once it has answered, and how sure it had to be by then. */
  const written = (): readonly unknown[] =>
    told
      .filter(({ commandName }) => ['insert', 'update', 'delete', 'findAndModify'].includes(commandName))
      .map(({ command }) => ({ collection: (command['insert'] ?? command['update'] ?? command['delete']) as unknown, ...(command['writeConcern'] as object) }));
  const once = (collection: string) => expect.objectContaining({ collection, w: 'majority', j: true });

  beforeEach(async () => {
    told = [];
    const url = new URL(`${server.url}${server.url.includes('?') ? '&' : '?'}monitorCommands=true`);
    url.pathname = `/durable-${randomUUID().slice(0, 8)}`;
    link = await MongoLink.connect(url.href);
    link.connection.getClient().on('commandStarted', (event) => told.push(event));
  });
  afterEach(() => link.close());

  it('is a dead letter on the disks of a majority before its offset is committed, and whatever becomes of it', async () => {
    const letters = new MongoDeadLetters(link, () => {});
    const [applied, discarded] = [letterOf({ id: '1', ...lane }), letterOf({ id: '2', ...lane })];
    expect(await letters.add(applied)).toBe(true);
    expect(written()).toEqual([once('dead_letters')]);
    await letters.add(discarded);
    await letters.failedAgain(applied.id, failure, 1, at);
    await letters.applied(applied.id);
    await letters.discarded(discarded.id, 'anna', 'of no use', at);
    expect(written()).toEqual(Array.from({ length: 5 }, () => once('dead_letters')));
  });

  it('are positions on the disks of a majority before the checkpoint counts', async () => {
    await new MongoConsumerOffsets(link).save('c', 7, [{ topic: 'versions', key: 'k', position: 7 }]);
    expect(written()).toEqual([once('consumer_positions')]);
  });

  it('are turns that a majority knows of before anything is done in them', async () => {
    await new MongoLaneTurns(link).take(lane, signal, () => {
      expect(written()).toEqual([once('dead_letter_turns')]);
      return Promise.resolve();
    });
    expect(written()).toHaveLength(2);
  });
});
