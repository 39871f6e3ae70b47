import { Inject, Injectable } from '@nestjs/common';
import { commandHandlerFor, type CommandContext, type CommandHandler, type CommandOutcome, type EventStore, type HandleOptions } from '@daybook/event-store';
import { EVENT_STORE } from '@daybook/messaging';
import { CLOCK, type Clock } from '@daybook/service-kit';
import { engine, type EngineCommand, type EngineState } from '../domain/engine.decider.js';
import { upcastEngine, type EngineEvent } from '../domain/engine.events.js';

type Untimed<C> = C extends { type: infer T; data: infer D } ? { type: T; data: Omit<D, 'at'> } : never;
export type UntimedEngineCommand = Untimed<EngineCommand>;
export type EngineOutcome = CommandOutcome<EngineState, EngineEvent>;

/** Commands on engines; the time is the handler's. */
@Injectable()
export class EngineHandler {
  private readonly handle: CommandHandler<EngineState, EngineCommand, EngineEvent>;

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.handle = commandHandlerFor(store, engine, upcastEngine);
  }

  execute(engineId: string, command: UntimedEngineCommand, context: CommandContext, options: HandleOptions = {}): Promise<EngineOutcome> {
    const timed = { type: command.type, data: { ...command.data, at: this.clock.now() } } as EngineCommand;
    return this.handle(`engine-${engineId}`, timed, context, options);
  }

  /** Straight from the log: as it is now, or as it was before an event of its stream. */
  async load(engineId: string, beforeRevision = Number.POSITIVE_INFINITY): Promise<EngineState> {
    let state = engine.initialState;
    for await (const event of this.store.readStream(`engine-${engineId}`)) {
      if (event.revision >= beforeRevision) break;
      state = engine.evolve(state, upcastEngine(event));
    }
    return state;
  }
}
