import { describe, expect, it } from '@jest/globals';
import { KeyedLanes } from './keyed-lanes.js';

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('lanes by key', () => {
  it('run one task of a key at a time, and other keys meanwhile', async () => {
    const lanes = new KeyedLanes(2, 10);
    const log: string[] = [];
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await lanes.submit('a', () => held.then(() => void log.push('a1')));
    await lanes.submit('a', async () => void log.push('a2'));
    await lanes.submit('b', async () => void log.push('b1'));
    await tick();
    expect(log).toEqual(['b1']);
    release();
    await lanes.idle();
    expect(log).toEqual(['b1', 'a1', 'a2']);
  });

  it('never run more tasks at a time than allowed', async () => {
    const lanes = new KeyedLanes(3, 100);
    let running = 0;
    let most = 0;
    for (let index = 0; index < 20; index += 1) {
      await lanes.submit(`k${index}`, async () => {
        running += 1;
        most = Math.max(most, running);
        await tick();
        running -= 1;
      });
    }
    await lanes.idle();
    expect(most).toBe(3);
  });

  it('let a producer wait when they are full', async () => {
    const lanes = new KeyedLanes(1, 1);
    let release = (): void => undefined;
    await lanes.submit('a', () => new Promise((resolve) => (release = resolve)));
    let submitted = false;
    const second = lanes.submit('b', async () => undefined).then(() => (submitted = true));
    await tick();
    expect(submitted).toBe(false);
    release();
    await second;
    await lanes.idle();
  });

  it('hand on what a task answers or throws, and go on', async () => {
    const lanes = new KeyedLanes(1, 1);
    await expect(lanes.run('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await lanes.run('a', async () => 5)).toBe(5);
  });

  it('lets others work while a task rests, but none of its key, and it goes on in its turn', async () => {
    const lanes = new KeyedLanes(1, 100);
    const did: string[] = [];
    let wake = (): void => undefined;
    const awake = new Promise<void>((resolve) => (wake = resolve));
    const task = (name: string) => async (): Promise<void> => void did.push(name);
    const resting = lanes.run('a', async (rest) => {
      did.push('a rests');
      await rest(awake);
      did.push('a goes on');
    });
    const next = lanes.run('a', task('a next'));
    await lanes.run('b', task('b'));
    let release = (): void => undefined;
    const busy = lanes.run('c', () => new Promise<void>((resolve) => (release = resolve)));
    wake();
    await new Promise((resolve) => setImmediate(resolve));
    expect([did, lanes.size]).toEqual([['a rests', 'b'], 3]);
    release();
    await Promise.all([busy, resting, next]);
    expect(did).toEqual(['a rests', 'b', 'a goes on', 'a next']);
  });
});
