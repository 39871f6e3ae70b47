import type { FactType } from '@daybook/contracts';
import { commandHandlerFor, type CommandHandler, type EventStore } from '@daybook/event-store';
import { reactionContext, type Fact } from '@daybook/messaging';
import { memory, upcastMemory, type FactRemembered, type MemoryState, type Remember, type RememberedFact } from './memory.event.js';
import { MemoryIndex, type MemoryIndexing } from './memory.index.js';
import { memoriesIn } from './memory.recall.js';
import { memoryStreams } from './memory.streams.js';

/** Records foreign facts as events of the service's own, so that every view can be rebuilt from the log. */
export class MemoryHandler {
  private readonly handle: CommandHandler<MemoryState, Remember, FactRemembered>;
  private readonly indexes: readonly MemoryIndex[];

  constructor(
    private readonly store: EventStore,
    private readonly service: string,
    indexings: readonly MemoryIndexing[] = [],
  ) {
    this.handle = commandHandlerFor(store, memory, upcastMemory);
    this.indexes = indexings.map((indexing) => new MemoryIndex(store, indexing));
  }

  /** Whether a fact of this type was heard of the subject, straight from the log. */
  async recalls(kind: string, subject: string, type: FactType): Promise<boolean> {
    for await (const { data } of memoriesIn(this.store, `${memoryStreams(this.service, kind)}${subject}`)) {
      if (data.fact.type === type) return true;
    }
    return false;
  }

  /** `subject` is the id of what the fact is about. A fact delivered twice is recorded once. */
  async remember(kind: string, subject: string, fact: Fact, slot: string = fact.type): Promise<void> {
    const told = { type: fact.type, data: fact.data } as RememberedFact;
    for (const index of this.indexes.filter(({ indexing }) => indexing.kind === kind)) {
      await index.enter(subject, told, reactionContext(fact, `index-${index.indexing.name}`));
    }
    const stream = `${memoryStreams(this.service, kind)}${subject}`;
    const command: Remember = { type: 'Remember', data: { subject, slot, fact: told } };
    await this.handle(stream, command, reactionContext(fact, `remember-${kind}`));
  }
}
