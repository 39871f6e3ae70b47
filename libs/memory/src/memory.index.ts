import { createHash } from 'node:crypto';
import { commandHandlerFor, reactionCommandId, type CommandContext, type CommandHandler, type EventStore } from '@daybook/event-store';
import { memory, upcastMemory, type FactRemembered, type MemoryState, type Remember, type RememberedFact } from './memory.event.js';
import { memoriesIn } from './memory.recall.js';
import { memoryStreams } from './memory.streams.js';

/** How subjects of one kind are found by something else than their id. */
export type MemoryIndexing = Readonly<{
  service: string;
  kind: string;
  /** Names its streams: `<service>memory-<name>-<hash of the key>`. */
  name: string;
  /** Under which key the fact puts its subject; null where it says nothing of that. */
  keyOf: (fact: RememberedFact) => string | null;
  /** A fact after which the subject need not be looked at any more. */
  isEnd?: (fact: RememberedFact) => boolean;
}>;

/**
 * A stream per key, of the facts that put a subject under it: says where to look, and the subject's own stream says what
 * is so now. One reads it instead of a view.
 */
export class MemoryIndex {
  private readonly handle: CommandHandler<MemoryState, Remember, FactRemembered>;

  constructor(
    private readonly store: EventStore,
    readonly indexing: MemoryIndexing,
  ) {
    this.handle = commandHandlerFor(store, memory, upcastMemory);
  }

  /** Done twice is done once, as long as the command is the same. */
  async enter(subject: string, fact: RememberedFact, context: CommandContext): Promise<void> {
    const key = this.indexing.keyOf(fact);
    if (key !== null) await this.handle(this.streamOf(key), { type: 'Remember', data: { subject, slot: subject, fact } }, context);
  }

  /** Subjects that are or were under the key; the one that came last is first. */
  async subjects(key: string): Promise<readonly string[]> {
    const { isEnd = () => false } = this.indexing;
    const subjects = new Set<string>();
    for await (const { data } of memoriesIn(this.store, this.streamOf(key))) {
      subjects.delete(data.subject);
      if (!isEnd(data.fact)) subjects.add(data.subject);
    }
    return [...subjects].reverse();
  }

  /** Enters what was remembered of a subject before there was this index. */
  async adopt(subject: string): Promise<void> {
    const { service, kind, name } = this.indexing;
    for await (const { id, data, metadata } of memoriesIn(this.store, `${memoryStreams(service, kind)}${subject}`)) {
      const { commandDigest: _ofAnother, ...rest } = metadata;
      await this.enter(subject, data.fact, { ...rest, causationId: id, commandId: reactionCommandId(id, `index-${name}`) });
    }
  }

  /** Hashed: a key may be longer than a stream's name, and need not be fit for one. */
  private streamOf(key: string): string {
    const { service, name } = this.indexing;
    return `${memoryStreams(service, name)}${createHash('sha256').update(key).digest('hex')}`;
  }
}
