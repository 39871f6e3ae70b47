import { upstreamNames, type UpstreamName, type Upstreams } from './upstream.types.js';

/** Which instance of a service gets the next request: they take turns. */
export class UpstreamTurns {
  private readonly instances: ReadonlyMap<UpstreamName, readonly string[]>;
  private readonly turns = new Map<UpstreamName, number>();

  constructor(upstreams: Upstreams) {
    this.instances = new Map(upstreamNames.map((name) => [name, upstreams[name].split(',')]));
  }

  /** Base URLs of all instances. */
  all(name: UpstreamName): readonly string[] {
    return this.instances.get(name) ?? [];
  }

  /** Base URL of the instance whose turn it is. */
  next(name: UpstreamName): string {
    const instances = this.all(name);
    const turn = this.turns.get(name) ?? 0;
    this.turns.set(name, (turn + 1) % instances.length);
    return instances[turn] as string;
  }
}
