import { Module, type DynamicModule } from '@nestjs/common';
import { projections } from '@daybook/views';
import { EnginesController } from './api/engines.controller.js';
import { ResultsController } from './api/results.controller.js';
import { Assignment } from './application/assignment.js';
import { Cancellation } from './application/cancellation.js';
import { EngineHandler } from './application/engine.handler.js';
import { EngineOrders } from './application/engine.orders.js';
import { LEASE_MS, LeaseMonitor } from './application/lease.monitor.js';
import { Reconciliation } from './application/reconciliation.js';
import { MAX_ATTEMPTS, Requeue } from './application/requeue.js';
import { RunLogBuffer } from './application/run-log.buffer.js';
import { RunDirectory } from './application/run.directory.js';
import { RunHandler } from './application/run.handler.js';
import { RunReferences } from './application/run.references.js';
import { RunQueries } from './application/run.queries.js';
import { TrainingMetrics } from './application/training.metrics.js';
import { Scheduler } from './application/scheduler.js';
import { engineCard } from './projections/engine-card.projection.js';
import { knownRepository } from './projections/known.projections.js';
import { learningCurves } from './projections/learning-curves.projection.js';
import { runCard } from './projections/run-card.projection.js';
import { runLogView } from './projections/run-log.projection.js';
import { EngineReactions } from './reactions/engine.reactions.js';
import { MemoryReactions } from './reactions/memory.reactions.js';
import { ReportReactions } from './reactions/report.reactions.js';
import { RunReactions } from './reactions/run.reactions.js';
import { VersionReactions } from './reactions/version.reactions.js';

const handlers = [RunHandler, EngineHandler, Requeue, Cancellation, Assignment, Reconciliation];
const services = [RunDirectory, RunQueries, RunReferences, RunLogBuffer, EngineOrders, Scheduler, LeaseMonitor, TrainingMetrics];
const views = [runCard, learningCurves, runLogView, engineCard, knownRepository];
const http = [ResultsController, EnginesController];
const reactions = [VersionReactions, RunReactions, EngineReactions, ReportReactions, MemoryReactions];

export type TrainingOrchestratorOptions = Readonly<{
  /** How long an engine may be silent before its runs go to others. */
  leaseMs: number;
  maxAttempts: number;
}>;

@Module({})
export class TrainingOrchestratorModule {
  static forRoot({ leaseMs, maxAttempts }: TrainingOrchestratorOptions): DynamicModule {
    const options = [
      { provide: LEASE_MS, useValue: leaseMs },
      { provide: MAX_ATTEMPTS, useValue: maxAttempts },
    ];
    return {
      module: TrainingOrchestratorModule,
      providers: [...options, ...handlers, ...services, ...projections(views)],
      controllers: [...http, ...reactions],
    };
  }
}
