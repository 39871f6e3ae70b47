import type { EventStore } from '@daybook/event-store';
import type { Projector, ProjectorStatus } from './projector.js';
import { rebuildView, verifyView, type Verification } from './rebuild.js';
import { UnknownProjection } from './view-store.errors.js';
import type { ViewStore } from './view-store.port.js';

export type ProjectionListing = ProjectorStatus & Readonly<{ lag: number }>;

/** The projections that run in this process, for those who operate them. */
export class ProjectionRegistry {
  private readonly projectors = new Map<string, Projector<never, never>>();

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

  /** @throws UnknownProjection */
  rebuild(name: string): Promise<Readonly<{ name: string; position: number }>> {
    return rebuildView(this.store, this.views, this.find(name));
  }

  /** @throws UnknownProjection */
  verify(name: string): Promise<Verification> {
    return verifyView(this.store, this.views, this.find(name));
  }

  private find(name: string): Projector<never, never> {
    const projector = this.projectors.get(name);
    if (projector === undefined) throw new UnknownProjection(name, [...this.projectors.keys()].sort());
    return projector;
  }
}
