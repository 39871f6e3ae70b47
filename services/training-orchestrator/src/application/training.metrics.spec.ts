import { beforeEach, describe, expect, it } from '@jest/globals';
import { project } from '@daybook/event-sourcing';
import { recordedStream } from '@daybook/testing';
import { SqliteViewStore, ViewReader, type ViewCollection } from '@daybook/views';
import { Registry } from 'prom-client';
import type { EngineEvent } from '../domain/engine.events.js';
import { engineCard, type EngineCard } from '../projections/engine-card.projection.js';
import type { RunCard } from '../projections/run-card.projection.js';
import type { LeaseMonitor } from './lease.monitor.js';
import { RunDirectory } from './run.directory.js';
import { TrainingMetrics } from './training.metrics.js';

const registered = (engineId: string, kind: EngineCard['kind'], at: string): EngineEvent => ({
  type: 'EngineRegistered',
  schemaVersion: 1,
  data: { engineId, instanceId: 'i', kind, driver: 'builtin', slots: 1, url: null, at },
});
const lost = (engineId: string, at: string): EngineEvent => ({ type: 'EngineLost', schemaVersion: 1, data: { engineId, instanceId: 'i', at } });
const on = (time: string): string => `2026-01-01T${time}:00.000Z`;

describe('how many engines there are', () => {
  let cards: ViewCollection<EngineCard>;
  let now: string;
  let registry: Registry;

  beforeEach(async () => {
    cards = await SqliteViewStore.open(':memory:').open(engineCard.name, engineCard.indexes ?? []);
    registry = new Registry();
    const directory = new RunDirectory({} as ViewReader<RunCard>, new ViewReader(cards, {} as never));
    const leases: Pick<LeaseMonitor, 'silenceMs'> = { silenceMs: () => 0 };
    new TrainingMetrics(directory, leases as LeaseMonitor, { now: () => now }, registry);
  });

  const given = async (engineId: string, ...events: readonly EngineEvent[]): Promise<void> => {
    const view = recordedStream(`engine-${engineId}`, events).reduce<EngineCard | null>((card, event) => project(engineCard, card, event), null);
    await cards.write([{ id: engineId, expectedPosition: null, position: 1, view }], 1);
  };
  const counted = async (): Promise<readonly string[]> =>
    (await registry.getSingleMetricAsString('daybook_engines')).split('\n').flatMap((line) => /^daybook_engines\{(.*)$/.exec(line)?.[1] ?? []);
  const counts = (training: readonly number[], serving: readonly number[]): readonly string[] =>
    [['alive', 0] as const, ['lost', 1] as const].flatMap(([status, at]) => [
      `kind="training",status="${status}"} ${String(training[at])}`,
      `kind="serving",status="${status}"} ${String(serving[at])}`,
    ]);

  it('is said of both kinds, also where there are none', async () => {
    now = on('12:00');
    expect(await counted()).toEqual(counts([0, 0], [0, 0]));
  });

  it('tells those that live from those that are lost, and counts an engine that is back among the living', async () => {
    now = on('12:00');
    await given('t1', registered('t1', 'training', on('11:00')));
    await given('t2', registered('t2', 'training', on('11:00')), lost('t2', on('11:30')), registered('t2', 'training', on('11:31')));
    await given('s1', registered('s1', 'serving', on('11:00')), lost('s1', on('11:59')));
    expect(await counted()).toEqual(counts([2, 0], [0, 1]));
  });

  it('forgets an engine an hour after it was lost, since it may have been taken away on purpose', async () => {
    await given('s1', registered('s1', 'serving', on('08:00')), lost('s1', on('11:00')));
    now = on('12:00');
    expect(await counted()).toEqual(counts([0, 0], [0, 1]));
    now = on('12:01');
    expect(await counted()).toEqual(counts([0, 0], [0, 0]));
  });
});
