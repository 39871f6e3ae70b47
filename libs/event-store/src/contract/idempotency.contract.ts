import { describe, expect, it } from '@jest/globals';
import { EventIdConflict } from '../event-store.errors.js';
import type { ExpectedRevision } from '../event-store.port.js';
import { listOf, newStream, noted, notes, notesOf } from './contract.events.js';
import type { Subject } from './contract.types.js';

/** Retries: the same ids never double anything, and half of them are not a retry. */
export const idempotencyContract = (subject: Subject): void => {
  describe('an append that is retried', () => {
    it.each<[ExpectedRevision]>([['no-stream'], ['any']])('at %p, alone on its stream, answers the first result', async (expected) => {
      const stream = newStream();
      const events = notes(1, 2);
      const first = await subject().append(stream, events, expected);
      expect(await subject().append(stream, events, expected)).toEqual(first);
      expect(await notesOf(subject().readStream(stream))).toEqual([1, 2]);
    });

    it.each<[ExpectedRevision]>([[0], ['any'], ['stream-exists']])('at %p, after others have gone on, answers the first result', async (expected) => {
      const stream = newStream();
      await subject().append(stream, notes('before'), 'no-stream');
      const events = notes(1, 2);
      const first = await subject().append(stream, events, expected);
      await subject().append(stream, notes('after'), 2);
      expect(await subject().append(stream, events, expected)).toEqual(first);
      expect(await notesOf(subject().readStream(stream))).toEqual(['before', 1, 2, 'after']);
    });

    it('by many at once is made once', async () => {
      const stream = newStream();
      const events = notes(1, 2);
      const results = await Promise.all(Array.from({ length: 16 }, () => subject().append(stream, events, 'no-stream')));
      expect(new Set(results.map(({ position }) => position)).size).toBe(1);
      expect(await notesOf(subject().readStream(stream))).toEqual([1, 2]);
    });

    it('knows an id in capitals for the same id', async () => {
      const stream = newStream();
      const id = '6f1c1f0e-6a55-4d3b-9f5e-0d3b7d7c2a11';
      const first = await subject().append(stream, [noted(1, id)], 'no-stream');
      expect(await subject().append(stream, [noted(1, id.toUpperCase())], 'no-stream')).toEqual(first);
      expect((await listOf(subject().readStream(stream))).map((event) => event.id)).toEqual([id]);
    });
  });

  describe('an append of which only some ids are known', () => {
    const [first, second, third] = notes(1, 2, 3);
    it.each([
      ['another second event', [first, third]],
      ['one event more', [first, second, third]],
    ])('is refused: %s', async (_, mixed) => {
      const stream = newStream();
      const known = [first, second].flatMap((event) => event ?? []);
      await subject().append(stream, known, 'no-stream');
      const retry = subject().append(stream, mixed.flatMap((event) => event ?? []), 'no-stream');
      await expect(retry).rejects.toBeInstanceOf(EventIdConflict);
      expect(await notesOf(subject().readStream(stream))).toEqual([1, 2]);
    });
  });
};
