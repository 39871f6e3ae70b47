import { upstreamNames, type UpstreamName, type Upstreams } from './upstream.types.js';

/** Others of its service take the turns of an instance that is away, or is about to be, for so long. */
const restMs = 5000;

/** Which instance of a service gets the next request: they take turns. */
export class UpstreamTurns {
  private readonly instances: ReadonlyMap<UpstreamName, readonly string[]>;
  private readonly turns = new Map<UpstreamName, number>();
  private readonly restUntilMs = new Map<string, number>();

  constructor(
    upstreams: Upstreams,
    private readonly nowMs: () => number = () => performance.now(),
  ) {
    this.instances = new Map(upstreamNames.map((name) => [name, upstreams[name].split(',')]));
  }

  /** Base URLs of all instances. */
  all(name: UpstreamName): readonly string[] {
    return this.instances.get(name) ?? [];
  }

  /** Base URL of the instance whose turn it is; of one that was away, or closing, when last asked only where all are. */
  next(name: UpstreamName): string {
    const instances = this.all(name);
    const turn = this.turns.get(name) ?? 0;
    const inTurn = [...instances.slice(turn), ...instances.slice(0, turn)];
    const chosen = inTurn.find((instance) => !this.rests(instance)) ?? (inTurn[0] as string);
    this.turns.set(name, (instances.indexOf(chosen) + 1) % instances.length);
    return chosen;
  }

  /** It could not be connected to, or says that it takes no more requests. */
  away(instance: string): void {
    this.restUntilMs.set(instance, this.nowMs() + restMs);
  }

  private rests(instance: string): boolean {
    return (this.restUntilMs.get(instance) ?? 0) > this.nowMs();
  }
}
