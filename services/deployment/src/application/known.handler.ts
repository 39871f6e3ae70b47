import { Inject, Injectable } from '@nestjs/common';
import { commandHandlerFor, type CommandContext, type CommandHandler, type EventStore } from '@daybook/event-store';
import { EVENT_STORE } from '@daybook/messaging';
import { known, type KnownState, type Remember } from '../domain/known.decider.js';
import { upcastKnown, type KnownEvent } from '../domain/known.events.js';

/** Remembers what other services said. */
@Injectable()
export class KnownHandler {
  private readonly handle: CommandHandler<KnownState, Remember, KnownEvent>;

  constructor(@Inject(EVENT_STORE) store: EventStore) {
    this.handle = commandHandlerFor(store, known, upcastKnown);
  }

  async remember(stream: string, event: KnownEvent, context: CommandContext): Promise<void> {
    await this.handle(stream, { type: 'Remember', data: { event } }, context);
  }
}
