import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { IdleCheckpoint, idleWriteMs } from './idle-checkpoint.js';
import type { ViewLease } from './view-store.port.js';

const lease: ViewLease = { renewalMs: 1000, hold: async () => true, release: async () => undefined };
const viewsWith = (shared: boolean) => {
  const written: number[] = [];
  return { written, views: { ...(shared && { lease }), write: async (_: readonly never[], checkpoint: number) => void written.push(checkpoint) } };
};

describe('The checkpoint of a view that nothing concerns', () => {
  it('is told soon, and not with each event', async () => {
    const { written, views } = viewsWith(true);
    const idle = new IdleCheckpoint(views);
    for (let position = 1; position <= 1000; position += 1) await idle.pass(position);
    expect(written[0]).toBe(1);
    expect(written.length).toBeLessThan(100);
    expect(idle.isPending).toBe(true);
    await idle.write();
    expect(written.at(-1)).toBe(1000);
    await sleep(2 * idleWriteMs);
    await idle.pass(1001);
    expect(written.at(-1)).toBe(1001);
    expect(idle.isPending).toBe(false);
  });

  it('is not told after documents were written beyond it', async () => {
    const { written, views } = viewsWith(true);
    const idle = new IdleCheckpoint(views);
    await idle.pass(1);
    await idle.pass(2);
    idle.overtaken();
    await idle.write();
    expect(written).toEqual([1]);
  });

  it('is told to nobody where there are no others', async () => {
    const { written, views } = viewsWith(false);
    const idle = new IdleCheckpoint(views);
    await idle.pass(1);
    expect([written, idle.isPending]).toEqual([[], false]);
  });
});
