import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ReadStreamOptions } from '../event-store.port.js';
import { appendOneByOne, listOf, newStream, notes, notesOf } from './contract.events.js';
import type { Subject } from './contract.types.js';

/** Reading streams and the whole log: order, ends, limits, filters. */
export const readContract = (subject: Subject): void => {
  describe('reading a stream', () => {
    const stream = newStream();
    beforeAll(async () => void (await subject().append(stream, notes(0, 1, 2, 3, 4), 'no-stream')));

    it.each<[ReadStreamOptions, readonly number[]]>([
      [{}, [0, 1, 2, 3, 4]],
      [{ fromRevision: 2 }, [2, 3, 4]],
      [{ fromRevision: 5 }, []],
      [{ limit: 2 }, [0, 1]],
      [{ limit: 0 }, []],
      [{ fromRevision: 1, limit: 3 }, [1, 2, 3]],
      [{ direction: 'backwards' }, [4, 3, 2, 1, 0]],
      [{ direction: 'backwards', limit: 1 }, [4]],
      [{ direction: 'backwards', fromRevision: 2 }, [2, 1, 0]],
      [{ direction: 'backwards', fromRevision: 3, limit: 2 }, [3, 2]],
    ])('with %j gives %j', async (options, expected) => {
      expect(await notesOf(subject().readStream(stream, options))).toEqual(expected);
    });

    it('that does not exist gives nothing', async () => {
      expect(await listOf(subject().readStream(newStream()))).toEqual([]);
    });

    it('gives more than one page, in order, in both directions', async () => {
      const long = newStream();
      const values = [...Array(1203).keys()];
      for (let begin = 0; begin < values.length; begin += 401) {
        await subject().append(long, notes(...values.slice(begin, begin + 401)), begin === 0 ? 'no-stream' : begin - 1);
      }
      expect(await notesOf(subject().readStream(long))).toEqual(values);
      expect(await notesOf(subject().readStream(long, { direction: 'backwards' }))).toEqual(values.toReversed());
      expect(await notesOf(subject().readStream(long, { limit: 1001 }))).toEqual(values.slice(0, 1001));
    });

    it('can be given up in the middle', async () => {
      for await (const event of subject().readStream(stream)) if (event.revision === 1) break;
      await expect(subject().append(stream, notes('more'), 0)).rejects.toMatchObject({ actual: 4 });
    });
  });

  describe('reading the log', () => {
    const [left, right, other] = [newStream('left'), newStream('right'), newStream('other')];
    const both = { streamPrefixes: [left.slice(0, 15), right.slice(0, 15)] };
    let begin: number;
    beforeAll(async () => {
      begin = await subject().headPosition();
      for (const value of [0, 1, 2]) {
        await subject().append(left, notes(`left ${value}`), value === 0 ? 'no-stream' : value - 1);
        await subject().append(other, notes(`other ${value}`), 'any');
        await subject().append(right, notes(`right ${value}`), 'any');
      }
    });

    it('gives all events in the order they were appended', async () => {
      expect(await notesOf(subject().readAll({ after: begin }))).toEqual(
        [0, 1, 2].flatMap((value) => [`left ${value}`, `other ${value}`, `right ${value}`]),
      );
    });

    it('gives only streams that begin with one of the prefixes', async () => {
      const expected = [0, 1, 2].flatMap((value) => [`left ${value}`, `right ${value}`]);
      expect(await notesOf(subject().readAll({ after: begin, ...both }))).toEqual(expected);
      expect(await notesOf(subject().readAll({ ...both, direction: 'backwards' }))).toEqual(expected.toReversed());
      expect(await notesOf(subject().readAll({ ...both, limit: 3 }))).toEqual(expected.slice(0, 3));
      expect(await notesOf(subject().readAll({ ...both, direction: 'backwards', limit: 2 }))).toEqual(['right 2', 'left 2']);
      expect(await listOf(subject().readAll({ streamPrefixes: [`${left}-longer`] }))).toEqual([]);
    });

    it('begins above a position, or below it backwards', async () => {
      const all = await listOf(subject().readAll({ after: begin }));
      const middle = all[4];
      const after = middle?.position ?? 0;
      expect(await listOf(subject().readAll({ after }))).toEqual(all.slice(5));
      expect(await listOf(subject().readAll({ after, direction: 'backwards', limit: 4 }))).toEqual(all.slice(0, 4).toReversed());
      expect(await listOf(subject().readAll({ after: await subject().headPosition() }))).toEqual([]);
    });

    it('gives each event as its stream does', async () => {
      const fromLog = await listOf(subject().readAll({ after: begin, streamPrefixes: [left] }));
      expect(fromLog).toEqual(await listOf(subject().readStream(left)));
    });

    it('takes a prefix for letters, not for a pattern', async () => {
      const odd = newStream('odd_name');
      await appendOneByOne(subject(), odd, notes('odd'));
      const twin = newStream('oddXname');
      await appendOneByOne(subject(), twin, notes('twin'));
      expect(await notesOf(subject().readAll({ after: begin, streamPrefixes: ['odd_'] }))).toEqual(['odd']);
    });
  });
};
