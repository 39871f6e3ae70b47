import { Inject, Injectable, Optional } from '@nestjs/common';
import { METRICS_REGISTRY } from '@daybook/service-kit';
import { Gauge, type Registry } from 'prom-client';
import type { EngineCard } from '../projections/engine-card.projection.js';
import { LeaseMonitor } from './lease.monitor.js';
import { RunDirectory } from './run.directory.js';

/** What Prometheus sees of queue and engines, asked for when it scrapes. */
@Injectable()
export class TrainingMetrics {
  constructor(directory: RunDirectory, leases: LeaseMonitor, @Optional() @Inject(METRICS_REGISTRY) registry?: Registry) {
    if (registry === undefined) return;
    const registers = [registry];
    new Gauge({
      name: 'daybook_runs_queued',
      help: 'Runs that wait for an engine',
      registers,
      collect: async function () {
        this.set(await directory.queueLength());
      },
    });
    new Gauge({
      name: 'daybook_engine_slots',
      help: 'Slots of living training engines, by whether a run has them',
      labelNames: ['engine', 'state'],
      registers,
      collect: async function () {
        this.reset();
        for (const { engineId, slots, runs } of (await directory.livingEngines()).filter(isTraining)) {
          this.set({ engine: engineId, state: 'busy' }, runs.length);
          this.set({ engine: engineId, state: 'free' }, Math.max(0, slots - runs.length));
        }
      },
    });
    new Gauge({
      name: 'daybook_engine_silence_seconds',
      help: 'Seconds since a living engine was heard last; its lease lapses when they reach DAYBOOK_ENGINE_LEASE_MS',
      labelNames: ['engine', 'kind'],
      registers,
      collect: async function () {
        this.reset();
        const engines = await directory.livingEngines();
        for (const { engineId, kind } of engines) this.set({ engine: engineId, kind }, leases.silenceMs(engineId) / 1000);
      },
    });
  }
}

const isTraining = ({ kind }: EngineCard): boolean => kind === 'training';
