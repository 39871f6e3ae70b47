import type { EngineReport } from '@daybook/contracts';
import type { ConsumerState, DeadLetter, DeadLetterPage } from './consumer/consumer-state.port.js';
import type { EmbeddedTransport } from './embedded/embedded-transport.js';
import type { Fact } from './fact.types.js';
import { DeadLetterNotFirst, DeadLetterNotFound } from './messaging.errors.js';

export const DEAD_LETTERS = Symbol.for('daybook.dead-letters');

/** For operators: what could not be handled, and what to do about it, in the order of each key. */
export class DeadLetterQueue {
  constructor(
    private readonly state: ConsumerState,
    private readonly transport: EmbeddedTransport,
  ) {}

  list(query: Readonly<{ consumer?: string; after?: string; limit: number }>): DeadLetterPage {
    return this.state.letters(query);
  }

  /** Handles it once more, and removes it when that succeeds. @throws DeadLetterNotFound, DeadLetterNotFirst, or what the handler throws */
  async retry(id: string): Promise<DeadLetter> {
    const letter = this.first(id);
    if (letter.position === null) {
      await this.transport.redeliverReport(letter.consumer, letter.type, letter.message as EngineReport);
    } else {
      await this.transport.loop(letter.consumer)?.consumer.redeliver(letter.message as Fact);
    }
    return this.remove(letter);
  }

  /** @throws DeadLetterNotFound, DeadLetterNotFirst */
  discard(id: string): DeadLetter {
    return this.remove(this.first(id));
  }

  private first(id: string): DeadLetter {
    const letter = this.state.letter(id);
    if (letter === null) throw new DeadLetterNotFound(id);
    const first = this.state.firstOfKey(letter.consumer, letter.key);
    if (first !== null && first.id !== id) throw new DeadLetterNotFirst(id, first.id);
    return letter;
  }

  private remove(letter: DeadLetter): DeadLetter {
    this.state.remove(letter.id);
    this.transport.loop(letter.consumer)?.consumer.refreshBlocked();
    return letter;
  }
}
