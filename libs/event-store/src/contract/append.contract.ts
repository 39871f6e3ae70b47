import { describe, expect, it } from '@jest/globals';
import { RevisionConflict } from '../event-store.errors.js';
import type { ExpectedRevision } from '../event-store.port.js';
import { listOf, newStream, noted, notes, notesOf } from './contract.events.js';
import type { Subject } from './contract.types.js';

/** Appends: expected revisions, all or nothing, races, and everything coming back as it went in. */
export const appendContract = (subject: Subject): void => {
  describe('an append', () => {
    it.each<[ExpectedRevision, number]>([
      ['no-stream', 0],
      ['any', 0],
      [0, 1],
      [1, 2],
      ['any', 2],
      ['stream-exists', 2],
    ])('at %p goes onto a stream of %i events', async (expected, length) => {
      const stream = newStream();
      if (length > 0) await subject().append(stream, notes(...Array(length).keys()), 'no-stream');
      const { revision } = await subject().append(stream, notes('new'), expected);
      expect(revision).toBe(length);
    });

    it.each<[ExpectedRevision, number, number | null]>([
      ['no-stream', 1, 0],
      ['stream-exists', 0, null],
      [0, 0, null],
      [0, 2, 1],
      [2, 2, 1],
      [7, 2, 1],
    ])('at %p is a conflict on a stream of %i events, and changes nothing', async (expected, length, actual) => {
      const stream = newStream();
      if (length > 0) await subject().append(stream, notes(...Array(length).keys()), 'no-stream');
      const head = await subject().headPosition();
      const failure = await subject().append(stream, notes('new'), expected).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(RevisionConflict);
      expect(failure).toMatchObject({ code: 'revision-conflict', stream, expected, actual });
      expect(await listOf(subject().readStream(stream))).toHaveLength(length);
      expect(await subject().headPosition()).toBe(head);
    });

    it('answers the revision and the position of its last event', async () => {
      const stream = newStream();
      const result = await subject().append(stream, notes(1, 2, 3), 'no-stream');
      const last = (await listOf(subject().readStream(stream))).at(-1);
      expect(result).toEqual({ revision: 2, position: last?.position });
      expect(await subject().headPosition()).toBeGreaterThanOrEqual(result.position);
    });

    it('keeps type, version, id, metadata and data as they were, whatever the script', async () => {
      const stream = newStream();
      const event = {
        ...noted(),
        schemaVersion: 7,
        data: { text: 'Grüße, 東京, 👩‍🔬, \u0000, "\\ \n', nothing: null, list: [1.5, -0.25, 1e21, true, []], deep: { ключ: '' } },
        metadata: {
          actor: 'Zoë',
          reason: 'weil “es” so ist',
          correlationId: 'c',
          causationId: 'd',
          commandId: 'e',
          commandDigest: 'f',
          traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        },
      };
      const earliest = Date.now();
      const { position } = await subject().append(stream, [event], 'no-stream');
      const [read] = await listOf(subject().readStream(stream));
      expect(read).toEqual({ ...event, stream, revision: 0, position, recordedAt: expect.any(String) });
      // The server's clock may be another one.
      expect(Math.abs(Date.parse(read?.recordedAt ?? '') - earliest)).toBeLessThan(600_000);
      expect(new Date(read?.recordedAt ?? '').toISOString()).toBe(read?.recordedAt);
    });

    it('by one of many at the same revision wins alone', async () => {
      const stream = newStream();
      await subject().append(stream, notes('first'), 'no-stream');
      const racers = Array.from({ length: 24 }, (_, racer) => subject().append(stream, notes(racer, racer), 0));
      const outcomes = await Promise.allSettled(racers);
      const winners = outcomes.flatMap(({ status }, racer) => (status === 'fulfilled' ? [racer] : []));
      expect(winners).toHaveLength(1);
      const losers = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
      expect(losers.every((error) => error instanceof RevisionConflict)).toBe(true);
      expect(await notesOf(subject().readStream(stream))).toEqual(['first', winners[0], winners[0]]);
    });

    it('that begins a stream wins alone', async () => {
      const stream = newStream();
      const racers = Array.from({ length: 24 }, (_, racer) => subject().append(stream, notes(racer), 'no-stream'));
      const outcomes = await Promise.allSettled(racers);
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await listOf(subject().readStream(stream))).toHaveLength(1);
    });

    it('that fails does not disturb others made at the same time', async () => {
      const streams = Array.from({ length: 12 }, () => newStream());
      const outcomes = await Promise.allSettled(
        streams.map((stream, index) => subject().append(stream, notes(index), index % 3 === 0 ? 5 : 'no-stream')),
      );
      expect(outcomes.map(({ status }) => status)).toEqual(
        streams.map((_, index) => (index % 3 === 0 ? 'rejected' : 'fulfilled')),
      );
      const lengths = await Promise.all(streams.map(async (stream) => (await listOf(subject().readStream(stream))).length));
      expect(lengths).toEqual(streams.map((_, index) => (index % 3 === 0 ? 0 : 1)));
    });

    it('of any revision, many at once, gives dense revisions and ascending positions', async () => {
      const stream = newStream();
      await Promise.all(Array.from({ length: 40 }, (_, index) => subject().append(stream, notes(index, index), 'any')));
      const events = await listOf(subject().readStream(stream));
      expect(events.map(({ revision }) => revision)).toEqual([...Array(80).keys()]);
      events.reduce((before, { position }) => {
        expect(position).toBeGreaterThan(before);
        return position;
      }, 0);
    });
  });
};
