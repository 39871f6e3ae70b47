import { describe, expect, it } from '@jest/globals';
import { profileTable } from './profile/table.profiler.js';
import { inSlices } from './in-slices.js';
import { readTable } from './table.reader.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** How often the process could have done something else until the promise was settled. */
const turnsUntil = async (work: Promise<unknown>): Promise<number> => {
  let [turns, done] = [0, false];
  void work.finally(() => (done = true));
  const count = (): void => {
    turns += 1;
    if (!done) setImmediate(count);
  };
  setImmediate(count);
  await work;
  return turns;
};

describe('A long table', () => {
  it('leaves the process time for others while it is read and profiled', async () => {
    const rows = Array.from({ length: 30_000 }, (_, index) => `${index},${index % 97},word ${index % 1013} and another`);
    // At once in memory: nothing is waited for but the turns of others.
    const content = (async function* whole() {
      yield bytes(`id,number,text\n${rows.join('\n')}\n`);
    })();
    // Two when nobody gives way.
    expect(await turnsUntil(readTable(content).then(profileTable))).toBeGreaterThan(8);
  });

  it('is the same in pieces', async () => {
    const chunks = [bytes('a'.repeat(20_000)), bytes(''), bytes('ä'.repeat(9_999))];
    const pieces: Uint8Array[] = [];
    for await (const piece of inSlices((async function* all() {
      yield* chunks;
    })())) pieces.push(piece);
    expect(Buffer.concat(pieces).equals(Buffer.concat(chunks))).toBe(true);
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(20_000);
  });
});
