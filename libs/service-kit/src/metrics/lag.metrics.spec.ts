import { describe, expect, it } from '@jest/globals';
import type { ConsumerStanding, RelayStanding } from '@daybook/messaging';
import type { ProjectionListing } from '@daybook/views';
import { Registry } from 'prom-client';
import { measureLag } from './lag.metrics.js';

const followers = {
  projections: { list: async () => [{ name: 'rows-v1', lag: 3 }] as unknown as readonly ProjectionListing[] },
  consumers: { list: async () => [{ consumer: 'runs', lag: 4, deadLetters: 2 }] as unknown as readonly ConsumerStanding[] },
  relays: {
    list: async (): Promise<readonly RelayStanding[]> => [
      { relay: 'versioning', position: 1, lag: 5, leading: true, halted: null },
      { relay: 'deployment', position: 1, lag: 9, leading: false, halted: null },
    ],
  },
};

describe('the lag behind the log', () => {
  const seriesOf = async (present: Partial<typeof followers>): Promise<readonly string[]> => {
    const registry = new Registry();
    measureLag(registry, { projections: undefined, consumers: undefined, relays: undefined, ...present });
    return (await registry.metrics()).split('\n').filter((line) => line.startsWith('daybook_'));
  };

  it('is told of views, consumers with their dead letters, and relays that lead', async () => {
    expect(await seriesOf(followers)).toEqual([
      'daybook_projection_lag_positions{projection="rows-v1"} 3',
      'daybook_consumer_lag_positions{consumer="runs"} 4',
      'daybook_dead_letters{consumer="runs"} 2',
      'daybook_relay_lag_positions{relay="versioning"} 5',
    ]);
  });

  it('is told of what a process has', async () => {
    expect(await seriesOf({})).toEqual([]);
    expect(await seriesOf({ relays: followers.relays })).toHaveLength(1);
  });
});
