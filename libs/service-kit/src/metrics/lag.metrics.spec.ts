import { describe, expect, it } from '@jest/globals';
import type { ConsumerStanding, LetterCount, RelayStanding } from '@daybook/messaging';
import type { ProjectionListing } from '@daybook/views';
import { Registry } from 'prom-client';
import { measureLag } from './lag.metrics.js';

const followers = {
  projections: { list: async () => [{ name: 'rows-v1', lag: 3 }] as unknown as readonly ProjectionListing[] },
  consumers: {
    list: async () =>
      [
        { consumer: 'runs', kind: 'fact', lag: 4, skipped: 1, halted: null },
        { consumer: 'runs', kind: 'engine-report', lag: 7, skipped: null, halted: 'Kafka is away' },
      ] as unknown as readonly ConsumerStanding[],
    deadLetters: async (): Promise<readonly LetterCount[]> => [{ consumer: 'runs', kind: 'fact', letters: 2 }],
  },
  relays: {
    list: async (): Promise<readonly RelayStanding[]> => [
      { relay: 'versioning', position: 1, lag: 5, leading: true, halted: null },
      { relay: 'deployment', position: 1, lag: null, leading: false, halted: null },
      { relay: 'repository', position: 1, lag: 6, leading: false, halted: 'Kafka is away' },
    ],
  },
};

describe('the lag behind the log', () => {
  const seriesOf = async (present: Partial<typeof followers>): Promise<readonly string[]> => {
    const registry = new Registry();
    measureLag(registry, { projections: undefined, consumers: undefined, relays: undefined, ...present });
    return (await registry.metrics()).split('\n').filter((line) => line.startsWith('daybook_'));
  };

  it('is told of views, consumers with their dead letters, and relays unless another instance leads', async () => {
    expect(await seriesOf(followers)).toEqual([
      'daybook_projection_lag_positions{projection="rows-v1"} 3',
      'daybook_consumer_lag_positions{consumer="runs",kind="fact"} 4',
      'daybook_consumer_lag_positions{consumer="runs",kind="engine-report"} 7',
      'daybook_consumer_skipped_facts{consumer="runs"} 1',
      'daybook_consumer_halted{consumer="runs",kind="fact"} 0',
      'daybook_consumer_halted{consumer="runs",kind="engine-report"} 1',
      'daybook_dead_letters{consumer="runs",kind="fact"} 2',
      'daybook_dead_letters{consumer="runs",kind="engine-report"} 0',
      'daybook_relay_lag_positions{relay="versioning"} 5',
      'daybook_relay_lag_positions{relay="repository"} 6',
      'daybook_relay_leads{relay="versioning"} 1',
      'daybook_relay_leads{relay="deployment"} 0',
      'daybook_relay_leads{relay="repository"} 0',
    ]);
  });

  it('is told of what a process has', async () => {
    expect(await seriesOf({})).toEqual([]);
    expect(await seriesOf({ relays: followers.relays })).toHaveLength(5);
  });

  it('is told of consumers also while nobody can count the dead letters', async () => {
    const deadLetters = (): Promise<never> => new Promise(() => undefined);
    const told = await seriesOf({ consumers: { ...followers.consumers, deadLetters } });
    expect(told.map((line) => line.replace(/\{.*/, ''))).toEqual(['lag_positions', 'lag_positions', 'skipped_facts', 'halted', 'halted'].map((name) => `daybook_consumer_${name}`));
  });
});
