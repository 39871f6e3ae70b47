import type { AnyEvent, Decider, EventMetadata, Upcast } from '@daybook/event-sourcing';
import { commandEventId } from './command-event-id.js';
import { CommandReused } from './command-handler.errors.js';
import { RevisionConflict } from './event-store.errors.js';
import type { EventStore, NewEvent } from './event-store.port.js';
import { FoldedStreams, type EarlierCommand } from './folded-streams.js';
import { observedAppend } from './observed-append.js';
import { Turns } from './turns.js';
import { observed, traced, type Work } from './work.channel.js';

/** Who commands and under which identity; a retried command carries the same `commandId`. */
export type CommandContext = EventMetadata & Readonly<{ commandId: string }>;

/** `revision` is -1 and `position` 0 for a stream that stays empty. `appended` is empty for what was already true. */
export type CommandOutcome<State, Event extends AnyEvent> = Readonly<{
  state: State;
  revision: number;
  position: number;
  appended: readonly Event[];
  /** The answer of an earlier execution of the same command. */
  replayed: boolean;
}>;

export type HandleOptions = Readonly<{
  /** If-Match: fail with RevisionConflict at once unless the stream is at this revision. */
  ifRevision?: number;
  maxAttempts?: number;
}>;

export type CommandHandler<State, Command, Event extends AnyEvent> = (
  stream: string,
  command: Command,
  context: CommandContext,
  options?: HandleOptions,
) => Promise<CommandOutcome<State, Event>>;

/**
 * Load the stream, decide, append at the loaded revision; again from the start when another writer was first. Commands
 * that this handler gets for one stream take turns, so that only other writers ever conflict.
 * @throws what `decide` and the store throw; CommandReused; RevisionConflict after `maxAttempts` or for `ifRevision`
 */
export const commandHandlerFor = <State, Command, Event extends AnyEvent>(
  store: EventStore,
  decider: Decider<State, Command, Event>,
  upcast: Upcast<Event>,
): CommandHandler<State, Command, Event> => {
  const append = observedAppend(store);
  const streams = new FoldedStreams(store, decider, upcast);

  const handle: CommandHandler<State, Command, Event> = async (stream, command, context, options = {}) => {
    const { maxAttempts = 32, ifRevision } = options;
    for (let attempt = 1; ; attempt += 1) {
      const { state, revision, position, commands } = await streams.read(stream);
      const earlier = commands.get(context.commandId);
      if (earlier !== undefined) return replay(earlier, context, state);
      if (ifRevision !== undefined && ifRevision !== revision) {
        throw new RevisionConflict(stream, ifRevision, revision === -1 ? null : revision);
      }
      const decided = decider.decide(command, state);
      if (decided.length === 0) return { state, revision, position, appended: [], replayed: false };
      try {
        const result = await append(stream, newEvents(stream, decided, context), revision === -1 ? 'no-stream' : revision);
        return { ...result, state: decided.reduce(decider.evolve, state), appended: decided, replayed: false };
      } catch (error) {
        if (!(error instanceof RevisionConflict) || attempt >= maxAttempts) throw error;
      }
    }
  };

  const turns = new Turns();
  return (stream, command, context, options) => {
    const { type = 'Unnamed' } = command as { type?: string };
    const work: Work = { kind: 'command', name: type, attributes: { stream }, traceparent: context.traceparent };
    return observed(work, async ({ traceparent }) => {
      const own = { ...context, ...traced(traceparent) };
      const outcome = await turns.take(stream, () => handle(stream, command, own, options));
      work.outcome = outcomeOf(outcome);
      return outcome;
    });
  };
};

const outcomeOf = ({ replayed, appended }: { replayed: boolean; appended: readonly unknown[] }): string => {
  if (replayed) return 'replayed';
  return appended.length === 0 ? 'unchanged' : 'appended';
};

/** The ids stand for the command's content too: of two racing commands under one identity the other one conflicts. */
const newEvents = (stream: string, decided: readonly AnyEvent[], context: CommandContext): readonly NewEvent[] => {
  const { commandId, commandDigest } = context;
  const identity = commandDigest === undefined ? commandId : `${commandId}\n${commandDigest}`;
  return decided.map((event, index) => ({ ...event, id: commandEventId(identity, stream, index), metadata: context }));
};

const replay = <State, Event extends AnyEvent>(
  { revision, position, commandDigest }: EarlierCommand,
  context: CommandContext,
  state: State,
): CommandOutcome<State, Event> => {
  if (commandDigest !== context.commandDigest) throw new CommandReused(context.commandId);
  return { state, revision, position, appended: [], replayed: true };
};
