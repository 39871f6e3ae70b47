import { Injectable } from '@nestjs/common';
import { InjectView, ViewBehind, type Condition, type ViewQuery, type ViewReader } from '@daybook/views';
import { engineCard, type EngineCard } from '../projections/engine-card.projection.js';
import { runCard, type RunCard } from '../projections/run-card.projection.js';

const pageSize = 200;
const inHand: Condition = { field: 'status', op: 'in', value: ['working', 'canceling'] };

/** Runs and engines as the views show them: where to look, never what to decide by. */
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

  queueLength(): Promise<number> {
    return this.runs.count([{ field: 'status', op: 'eq', value: 'queued' }]);
  }

  /** Runs that an engine works on; without one, those that any engine does. */
  workingOn(engineId?: string): Promise<readonly RunCard[]> {
    const ofEngine: Condition[] = engineId === undefined ? [] : [{ field: 'engineId', op: 'eq', value: engineId }];
    return everything(this.runs, { where: [...ofEngine, inHand], limit: pageSize });
  }

  livingEngines(): Promise<readonly EngineCard[]> {
    return everything(this.engines, { where: [{ field: 'status', op: 'eq', value: 'alive' }], limit: pageSize });
  }

  /** Without those that were lost and came back. */
  enginesLostSince(at: string): Promise<readonly EngineCard[]> {
    return everything(this.engines, { where: [{ field: 'lostAt', op: 'gte', value: at }], limit: pageSize });
  }

  async engine(engineId: string): Promise<EngineCard | null> {
    return (await this.engines.get(engineId))?.view ?? null;
  }

  /** Resolves when both views reflect the position. @throws ViewBehind */
  async atLeast(position: number): Promise<void> {
    await Promise.all([this.runs.atLeast(position), this.engines.atLeast(position)]);
  }

  /** As `atLeast`, for those who can do with older views as well. */
  async preferably(position: number): Promise<void> {
    await this.atLeast(position).catch((error: unknown) => {
      if (!(error instanceof ViewBehind)) throw error;
    });
  }

  position(): number {
    return this.runs.position();
  }
}

const everything = async <View>(reader: Pick<ViewReader<View>, 'query'>, query: ViewQuery): Promise<readonly View[]> => {
  const views: View[] = [];
  let cursor: string | null = null;
  do {
    const page = await reader.query(cursor === null ? query : { ...query, cursor });
    views.push(...page.items.map(({ view }) => view));
    cursor = page.nextCursor;
  } while (cursor !== null);
  return views;
};
