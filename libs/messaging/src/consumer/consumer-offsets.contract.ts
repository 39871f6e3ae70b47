import { beforeEach, expect, it } from '@jest/globals';
import type { ConsumerOffsets } from './consumer-offsets.port.js';

/** What every memory of consumers' positions keeps; `open` answers one that knows nothing of these consumers. */
export const consumerOffsetsContract = (open: () => Promise<ConsumerOffsets>): void => {
  let offsets: ConsumerOffsets;
  beforeEach(async () => {
    offsets = await open();
  });

  it('knows nothing of a consumer that never ran', async () => {
    expect(await offsets.checkpoint('c')).toBe(0);
    expect(await offsets.lastPosition('c', 'versions', 'k')).toBe(0);
  });

  it('keeps positions per consumer, topic and key, whatever characters those have', async () => {
    await offsets.save('c', 7, [
      { topic: 'versions', key: 'a.$b"]', position: 5 },
      { topic: 'runs', key: 'a.$b"]', position: 6 },
    ]);
    await offsets.save('other', 0, [{ topic: 'versions', key: 'a.$b"]', position: 3 }]);
    expect(await offsets.lastPosition('c', 'versions', 'a.$b"]')).toBe(5);
    expect(await offsets.lastPosition('c', 'runs', 'a.$b"]')).toBe(6);
    expect(await offsets.lastPosition('other', 'versions', 'a.$b"]')).toBe(3);
    expect(await offsets.checkpoint('c')).toBe(7);
    expect(await offsets.checkpoint('other')).toBe(0);
  });

  it('never moves back, also when several write at once', async () => {
    const positions = [3, 9, 1, 8, 2];
    await Promise.all(positions.map((position) => offsets.save('c', position, [{ topic: 'versions', key: 'k', position }])));
    await offsets.save('c', 4, [{ topic: 'versions', key: 'k', position: 4 }]);
    expect(await offsets.lastPosition('c', 'versions', 'k')).toBe(9);
    expect(await offsets.checkpoint('c')).toBe(9);
  });
};
