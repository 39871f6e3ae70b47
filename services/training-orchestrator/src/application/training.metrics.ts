import { Inject, Injectable, Optional } from '@nestjs/common';
import { CLOCK, METRICS_REGISTRY, scrapedGauge, type Clock, type Sample } from '@daybook/service-kit';
import type { Registry } from 'prom-client';
import type { EngineCard } from '../projections/engine-card.projection.js';
import { LeaseMonitor } from './lease.monitor.js';
import { RunDirectory } from './run.directory.js';

/** Nobody says that an engine was taken away on purpose: it is missed for so long, and then no more. */
const missedForMs = 3_600_000;
const kinds = ['training', 'serving'] as const;

const queued = { name: 'daybook_runs_queued', help: 'Runs that wait for an engine' };
const slots = {
  name: 'daybook_engine_slots',
  help: 'Slots of living training engines, by whether a run has them',
  labelNames: ['engine', 'state'],
};
const engines = {
  name: 'daybook_engines',
  help: 'Engines that live, and those that were lost within the last hour and are not back',
  labelNames: ['kind', 'status'],
};
const silence = {
  name: 'daybook_engine_silence_seconds',
  help: 'Seconds since a living engine was heard last; its lease lapses when they reach DAYBOOK_ENGINE_LEASE_MS',
  labelNames: ['engine', 'kind'],
};

/** What Prometheus sees of queue and engines. */
@Injectable()
export class TrainingMetrics {
  constructor(
    directory: RunDirectory,
    leases: LeaseMonitor,
    @Inject(CLOCK) clock: Clock,
    @Optional() @Inject(METRICS_REGISTRY) registry?: Registry,
  ) {
    if (registry === undefined) return;
    scrapedGauge(registry, queued, async () => [{ labels: {}, value: await directory.queueLength() }]);
    scrapedGauge(registry, slots, async () => (await directory.livingEngines()).flatMap(slotsOf));
    scrapedGauge(registry, engines, async () => {
      const [alive, lost] = await Promise.all([directory.livingEngines(), directory.enginesLostSince(agoOf(clock, missedForMs))]);
      return [...countsOf('alive', alive), ...countsOf('lost', lost)];
    });
    scrapedGauge(registry, silence, async () =>
      (await directory.livingEngines()).map((engine) => ({
        labels: { engine: engine.engineId, kind: engine.kind },
        value: leases.silenceMs(engine) / 1000,
      })),
    );
  }
}

const agoOf = (clock: Clock, ms: number): string => new Date(Date.parse(clock.now()) - ms).toISOString();

/** Of every kind, so that 0 is an answer. */
const countsOf = (status: EngineCard['status'], cards: readonly EngineCard[]): readonly Sample[] =>
  kinds.map((kind) => ({ labels: { kind, status }, value: cards.filter((card) => card.kind === kind).length }));

const slotsOf = ({ engineId, kind, slots: all, runs }: EngineCard): readonly Sample[] => {
  if (kind !== 'training') return [];
  return [
    { labels: { engine: engineId, state: 'busy' }, value: runs.length },
    { labels: { engine: engineId, state: 'free' }, value: Math.max(0, all - runs.length) },
  ];
};
