import type { Projector, ProjectorStatus } from './projector.js';
import { ViewBehind } from './view-store.errors.js';
import type { Condition, ViewCollection, ViewDocument, ViewPage, ViewQuery } from './view-store.port.js';

const defaultPatienceMs = 5000;

/** What a query may do with a view. */
export class ViewReader<View> {
  constructor(
    private readonly views: ViewCollection<View>,
    private readonly projector: Pick<Projector, 'waitUntil'> & Readonly<{ status: () => Pick<ProjectorStatus, 'name' | 'position'> }>,
  ) {}

  get(id: string): Promise<ViewDocument<View> | null> {
    return this.views.get(id);
  }

  query(query: ViewQuery): Promise<ViewPage<View>> {
    return this.views.query(query);
  }

  count(where?: readonly Condition[]): Promise<number> {
    return this.views.count(where);
  }

  /** Position up to which this view reflects the log. */
  position(): number {
    return this.projector.status().position;
  }

  /** Waits for the caller's own write. @throws ViewBehind */
  async atLeast(position: number, timeoutMs: number = defaultPatienceMs): Promise<void> {
    const reached = await this.projector.waitUntil(position, timeoutMs);
    if (!reached) throw new ViewBehind(this.projector.status().name, this.position(), position);
  }
}
