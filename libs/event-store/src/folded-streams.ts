import type { AnyEvent, Decider, Recorded, Upcast } from '@daybook/event-sourcing';
import type { EventStore } from './event-store.port.js';

/** Where a command's events ended in a stream, and what stood in it. */
export type EarlierCommand = Readonly<{ revision: number; position: number; commandDigest: string | undefined }>;

/** A stream as it was read: its state, its last event, and the commands whose events it holds. Empty: `revision` -1. */
export type FoldedStream<State> = Readonly<{
  state: State;
  revision: number;
  position: number;
  lastId: string | null;
  commands: ReadonlyMap<string, EarlierCommand>;
}>;
type Folding<State> = { -readonly [K in keyof FoldedStream<State>]: FoldedStream<State>[K] } & { commands: Map<string, EarlierCommand> };

/** Shorter streams are read as fast as they are remembered. */
const shortestKept = 16;
const mostEventsKept = 100_000;

/**
 * Reads streams and folds them. Of long streams it remembers what it has folded, and reads only what came after: also the
 * last event that it knows, so that a stream which was deleted or is another one by now is read from its beginning.
 * What is remembered is bounded by the number of events that it stands for.
 */
export class FoldedStreams<State, Command, Event extends AnyEvent> {
  private readonly kept = new Map<string, Folding<State>>();
  private keptEvents = 0;

  constructor(
    private readonly store: Pick<EventStore, 'readStream'>,
    private readonly decider: Decider<State, Command, Event>,
    private readonly upcast: Upcast<Event>,
    private readonly capacity: number = mostEventsKept,
  ) {}

  async read(stream: string): Promise<FoldedStream<State>> {
    const folded = (await this.resume(stream)) ?? (await this.readAll(stream));
    this.keep(stream, folded);
    return folded;
  }

  private async readAll(stream: string): Promise<Folding<State>> {
    const folded: Folding<State> = { state: this.decider.initialState, revision: -1, position: 0, lastId: null, commands: new Map() };
    for await (const recorded of this.store.readStream(stream)) this.fold(folded, recorded);
    return folded;
  }

  private async resume(stream: string): Promise<Folding<State> | null> {
    const known = this.forget(stream);
    if (known === undefined) return null;
    let isSame = false;
    for await (const recorded of this.store.readStream(stream, { fromRevision: known.revision })) {
      if (isSame) this.fold(known, recorded);
      else if (recorded.id !== known.lastId) return null;
      isSame = true;
    }
    return isSame ? known : null;
  }

  private fold(folded: Folding<State>, recorded: Recorded): void {
    const { revision, position, id, metadata } = recorded;
    const state = this.decider.evolve(folded.state, this.upcast(recorded));
    Object.assign(folded, { state, revision, position, lastId: id });
    const { commandId, commandDigest } = metadata;
    if (commandId !== undefined) folded.commands.set(commandId, { revision, position, commandDigest });
  }

  private keep(stream: string, folded: Folding<State>): void {
    this.forget(stream);
    if (folded.revision < shortestKept) return;
    this.kept.set(stream, folded);
    this.keptEvents += folded.revision;
    // A Map keeps the order of insertion: the first was used longest ago.
    for (const oldest of this.kept.keys()) {
      if (this.keptEvents <= this.capacity) return;
      this.forget(oldest);
    }
  }

  private forget(stream: string): Folding<State> | undefined {
    const known = this.kept.get(stream);
    if (known === undefined) return undefined;
    this.kept.delete(stream);
    this.keptEvents -= known.revision;
    return known;
  }
}
