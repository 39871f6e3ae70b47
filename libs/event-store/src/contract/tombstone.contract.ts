import { describe, expect, it } from '@jest/globals';
import { RevisionConflict, StreamDeleted } from '../event-store.errors.js';
import type { ExpectedRevision } from '../event-store.port.js';
import { listOf, newStream, noteOf, notes } from './contract.events.js';
import type { Subject } from './contract.types.js';

/** Deleting a stream for good: its own readers see nothing any more, the log keeps what happened. */
export const tombstoneContract = (subject: Subject): void => {
  describe('a deleted stream', () => {
    it('is empty, and refuses every append', async () => {
      const stream = newStream();
      const events = notes(1, 2);
      await subject().append(stream, events, 'no-stream');
      await subject().tombstone(stream, 1);
      expect(await listOf(subject().readStream(stream))).toEqual([]);
      expect(await listOf(subject().readStream(stream, { direction: 'backwards' }))).toEqual([]);
      for (const expected of ['no-stream', 'any', 'stream-exists', 1, 2] satisfies ExpectedRevision[]) {
        await expect(subject().append(stream, notes(3), expected)).rejects.toBeInstanceOf(StreamDeleted);
      }
      await expect(subject().append(stream, events, 'no-stream')).rejects.toBeInstanceOf(StreamDeleted);
      await expect(subject().tombstone(stream, 'any')).rejects.toBeInstanceOf(StreamDeleted);
    });

    it('leaves its events in the log, and a last one that says so at the position answered', async () => {
      const stream = newStream();
      const { position } = await subject().append(stream, notes('kept'), 'no-stream');
      const end = await subject().tombstone(stream, 0);
      expect(end.position).toBeGreaterThan(position);
      const [kept, last, ...more] = await listOf(subject().readAll({ streamPrefixes: [stream] }));
      expect(kept === undefined ? null : noteOf(kept)).toBe('kept');
      expect(last).toMatchObject({ type: '$deleted', stream, position: end.position });
      expect(more).toEqual([]);
    });

    it('is deleted only at the expected revision', async () => {
      const stream = newStream();
      await subject().append(stream, notes(1, 2), 'no-stream');
      await expect(subject().tombstone(stream, 0)).rejects.toBeInstanceOf(RevisionConflict);
      expect(await listOf(subject().readStream(stream))).toHaveLength(2);
    });

    it('that never had an event stays closed', async () => {
      const stream = newStream();
      await subject().tombstone(stream, 'no-stream');
      await expect(subject().append(stream, notes(1), 'no-stream')).rejects.toBeInstanceOf(StreamDeleted);
    });
  });
};
