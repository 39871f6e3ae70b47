import { Injectable } from '@nestjs/common';
import { InjectView, type Condition, type ViewReader } from '@daybook/views';
import { engineCard, type EngineCard } from '../projections/engine-card.projection.js';
import { runCard, type RunCard } from '../projections/run-card.projection.js';

const pageSize = 200;

/** Runs and engines as the views show them. */
@Injectable()
export class RunDirectory {
  constructor(
    @InjectView(runCard) private readonly runs: ViewReader<RunCard>,
    @InjectView(engineCard) private readonly engines: ViewReader<EngineCard>,
  ) {}

  /** Oldest first. */
  async queued(limit = pageSize): Promise<readonly RunCard[]> {
    const where: Condition[] = [{ field: 'status', op: 'eq', value: 'queued' }];
    const { items } = await this.runs.query({ where, sort: [{ field: 'queuedPosition', direction: 'asc' }], limit });
    return items.map(({ view }) => view);
  }

  /** Runs that an engine works on. */
  async workingOn(engineId: string, atLeast?: number): Promise<readonly RunCard[]> {
    if (atLeast !== undefined) await this.runs.atLeast(atLeast);
    const where: Condition[] = [
      { field: 'engineId', op: 'eq', value: engineId },
      { field: 'status', op: 'in', value: ['working', 'canceling'] },
    ];
    return (await this.runs.query({ where, limit: pageSize })).items.map(({ view }) => view);
  }

  async livingEngines(): Promise<readonly EngineCard[]> {
    const { items } = await this.engines.query({ where: [{ field: 'status', op: 'eq', value: 'alive' }], limit: pageSize });
    return items.map(({ view }) => view);
  }

  async run(runId: string): Promise<RunCard | null> {
    return (await this.runs.get(runId))?.view ?? null;
  }

  async engine(engineId: string): Promise<EngineCard | null> {
    return (await this.engines.get(engineId))?.view ?? null;
  }

  position(): number {
    return this.runs.position();
  }
}
