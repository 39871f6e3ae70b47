import type { DeadLetterQueue } from '../dead-letter-queue.port.js';
import { ConsumerNotHere, DeadLetterNotFound } from '../messaging.errors.js';
import type { DeadLetter, DeadLetterPage, DeadLetterQuery, DeadLetters } from './dead-letters.port.js';

const maxLimit = 200;

/** A consumer that can take up its dead letters, each in its key's turn. */
export interface LetterTaker {
  /** @throws DeadLetterNotFound when it was settled before its turn came */
  retry(letter: DeadLetter): Promise<void>;
  resumeKey(key: string): Promise<void>;
}

/** Retries take their turn within the key, so that a letter and a new message of its key never run at once. */
export class LetterQueue implements DeadLetterQueue {
  constructor(
    private readonly deadLetters: DeadLetters,
    private readonly takerOf: (letter: DeadLetter) => LetterTaker | undefined,
  ) {}

  list(query: DeadLetterQuery): Promise<DeadLetterPage> {
    return this.deadLetters.list({ ...query, limit: Math.min(query.limit, maxLimit) });
  }

  async retry(id: string): Promise<DeadLetter> {
    const letter = await this.pending(id);
    const taker = this.takerOf(letter);
    if (taker === undefined) throw new ConsumerNotHere(letter.consumer);
    await taker.retry(letter);
    return letter;
  }

  async discard(id: string, actor = 'anonymous', reason = ''): Promise<DeadLetter> {
    const letter = await this.pending(id);
    await this.deadLetters.discarded(id, actor, reason, new Date().toISOString());
    void this.takerOf(letter)?.resumeKey(letter.message.key);
    return letter;
  }

  private async pending(id: string): Promise<DeadLetter> {
    const letter = await this.deadLetters.find(id);
    if (letter === null) throw new DeadLetterNotFound(id);
    return letter;
  }
}
