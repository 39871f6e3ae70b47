import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { withIdleTurns } from './idle-turns.js';

async function* after(...pauses: readonly number[]): AsyncGenerator<number> {
  for (const ms of pauses) {
    await sleep(ms);
    yield ms;
  }
}
const listOf = async <T>(items: AsyncIterable<T>): Promise<readonly T[]> => {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
};

describe('Idle turns', () => {
  it('come where the next item takes long, and take none away', async () => {
    const seen = await listOf(withIdleTurns(after(0, 120, 0), 50, () => true));
    expect(seen.filter((item) => item !== null)).toEqual([0, 120, 0]);
    expect(seen[1]).toBeNull();
    expect(seen.at(-1)).toBe(0);
  });

  it('do not come where nobody wants them', async () => {
    expect(await listOf(withIdleTurns(after(0, 60), 10, () => false))).toEqual([0, 60]);
  });

  it('end what they pass on, as its reader does, and fail as it does', async () => {
    let ended = false;
    async function* items(): AsyncGenerator<number> {
      try {
        yield 1;
        throw new Error('broken');
      } finally {
        ended = true;
      }
    }
    for await (const item of withIdleTurns(items(), 10, () => true)) if (item === 1) break;
    expect(ended).toBe(true);
    await expect(listOf(withIdleTurns(items(), 10, () => true))).rejects.toThrow('broken');
  });
});
