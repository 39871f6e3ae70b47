import type { EventStore } from '@daybook/event-store';
import type { Projector, ProjectorStatus } from './projector.js';
import { rebuildView, verifyView, type Verification } from './rebuild.js';
import { RebuildInProgress, UnknownProjection } from './view-store.errors.js';
import type { ViewStore } from './view-store.port.js';

export type ProjectionListing = ProjectorStatus & Readonly<{ lag: number }>;

/** The projections that run in this process, for those who operate them. */
export class ProjectionRegistry {
  private readonly projectors = new Map<string, Projector<never, never>>();
  private readonly replayed = new Set<Projector<never, never>>();

  constructor(
    private readonly store: EventStore,
    private readonly views: ViewStore,
  ) {}

  register(projector: Projector<never, never>): void {
    this.projectors.set(projector.projection.name, projector);
  }

  /** `lag` is the distance to the head of the log, in positions. */
  async list(): Promise<readonly ProjectionListing[]> {
    const head = await this.store.headPosition();
    return [...this.projectors.values()]
      .map((projector) => projector.status())
      .map((status) => ({ ...status, lag: Math.max(0, head - status.position) }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** @throws UnknownProjection, RebuildInProgress */
  rebuild(name: string): Promise<Readonly<{ name: string; position: number }>> {
    return this.alone(this.find(name), (projector) => rebuildView(this.store, this.views, projector));
  }

  /** @throws UnknownProjection, ProjectionElsewhere, RebuildInProgress */
  verify(name: string): Promise<Verification> {
    return this.alone(this.find(name), (projector) => verifyView(this.store, this.views, projector));
  }

  /** A replay holds the projector still and lets it go on: two would do so into each other. */
  private async alone<T>(projector: Projector<never, never>, replay: (projector: Projector<never, never>) => Promise<T>): Promise<T> {
    if (this.replayed.has(projector)) throw new RebuildInProgress(projector.projection.name);
    this.replayed.add(projector);
    try {
      return await replay(projector);
    } finally {
      this.replayed.delete(projector);
    }
  }

  private find(name: string): Projector<never, never> {
    const projector = this.projectors.get(name);
    if (projector === undefined) throw new UnknownProjection(name, [...this.projectors.keys()].sort());
    return projector;
  }
}
