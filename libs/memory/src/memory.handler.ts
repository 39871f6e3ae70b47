import type { FactType } from '@daybook/contracts';
import { commandHandlerFor, type CommandHandler, type EventStore } from '@daybook/event-store';
import { reactionContext, type Fact } from '@daybook/messaging';
import { memory, upcastMemory, type FactRemembered, type MemoryState, type Remember, type RememberedFact } from './memory.event.js';

/** Streams in which a service remembers one kind of thing: `<service>memory-<kind>-`. */
export const memoryStreams = (service: string, kind: string): string => `${service}memory-${kind}-`;

/** Records foreign facts as events of the service's own, so that every view can be rebuilt from the log. */
export class MemoryHandler {
  private readonly handle: CommandHandler<MemoryState, Remember, FactRemembered>;

  constructor(
    private readonly store: EventStore,
    private readonly service: string,
  ) {
    this.handle = commandHandlerFor(store, memory, upcastMemory);
  }

  /** Whether a fact of this type was heard of the subject, straight from the log. */
  async recalls(kind: string, subject: string, type: FactType): Promise<boolean> {
    for await (const stored of this.store.readStream(`${memoryStreams(this.service, kind)}${subject}`)) {
      if (!stored.type.startsWith('$') && upcastMemory(stored).data.fact.type === type) return true;
    }
    return false;
  }

  /** `subject` is the id of what the fact is about. A fact delivered twice is recorded once. */
  async remember(kind: string, subject: string, fact: Fact, slot: string = fact.type): Promise<void> {
    const told = { type: fact.type, data: fact.data } as RememberedFact;
    const stream = `${memoryStreams(this.service, kind)}${subject}`;
    const command: Remember = { type: 'Remember', data: { subject, slot, fact: told } };
    await this.handle(stream, command, reactionContext(fact, `remember-${kind}`));
  }
}
