import { commandHandlerFor, type CommandHandler, type EventStore } from '@daybook/event-store';
import { reactionContext, type Fact } from '@daybook/messaging';
import { memory, upcastMemory, type FactRemembered, type MemoryState, type Remember, type RememberedFact } from './memory.event.js';

/** Streams in which a service remembers one kind of thing: `<service>memory-<kind>-`. */
export const memoryStreams = (service: string, kind: string): string => `${service}memory-${kind}-`;

/** Records foreign facts as events of the service's own, so that every view can be rebuilt from the log. */
export class MemoryHandler {
  private readonly handle: CommandHandler<MemoryState, Remember, FactRemembered>;

  constructor(
    store: EventStore,
    private readonly service: string,
  ) {
    this.handle = commandHandlerFor(store, memory, upcastMemory);
  }

  /** `subject` is the id of what the fact is about. A fact delivered twice is recorded once. */
  async remember(kind: string, subject: string, fact: Fact, slot: string = fact.type): Promise<void> {
    const told = { type: fact.type, data: fact.data } as RememberedFact;
    const stream = `${memoryStreams(this.service, kind)}${subject}`;
    const command: Remember = { type: 'Remember', data: { subject, slot, fact: told } };
    await this.handle(stream, command, reactionContext(fact, `remember-${kind}`));
  }
}
