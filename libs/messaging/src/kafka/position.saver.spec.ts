import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { PositionSaver, saveEveryMs } from './position.saver.js';

describe("how a relay's position is saved", () => {
  let saves: number[];
  let failure: Error | null;
  const save = async (position: number): Promise<void> => {
    if (failure !== null) throw failure;
    saves.push(position);
  };

  beforeEach(() => {
    jest.useFakeTimers();
    saves = [];
    failure = null;
  });
  afterEach(() => void jest.useRealTimers());

  it('takes one save for everything reached within its time', async () => {
    const saver = new PositionSaver(0, save);
    for (const position of [1, 2, 3]) saver.reach(position);
    expect(saves).toEqual([]);
    await jest.advanceTimersByTimeAsync(saveEveryMs);
    expect(saves).toEqual([3]);
    await jest.advanceTimersByTimeAsync(10 * saveEveryMs);
    expect(saves).toEqual([3]);
    saver.reach(4);
    await jest.advanceTimersByTimeAsync(saveEveryMs);
    expect(saves).toEqual([3, 4]);
  });

  it('saves at the end what is not saved yet, and only that', async () => {
    const saver = new PositionSaver(5, save);
    await saver.end();
    expect(saves).toEqual([]);
    saver.reach(7);
    await saver.end();
    await jest.advanceTimersByTimeAsync(saveEveryMs);
    expect(saves).toEqual([7]);
  });

  it('never moves back', async () => {
    const saver = new PositionSaver(5, save);
    saver.reach(4);
    await saver.end();
    expect(saves).toEqual([]);
  });

  it('says why a save failed, and saves nothing more', async () => {
    const saver = new PositionSaver(0, save);
    failure = new Error('another leads');
    saver.reach(1);
    await jest.advanceTimersByTimeAsync(saveEveryMs);
    expect(saver.failed.reason).toBe(failure);
    failure = null;
    saver.reach(2);
    await saver.end();
    expect(saves).toEqual([]);
  });
});
