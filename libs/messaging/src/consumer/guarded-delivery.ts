import type { LoggerService } from '@nestjs/common';
import { DeadLetterNotFound, RetryInterrupted } from '../messaging.errors.js';
import type { ConsumedMessage, MessageHandling } from './consumed-message.types.js';
import type { DeadLetter, DeadLetters } from './dead-letters.port.js';
import { deadLetterOf } from './dead-letter.js';
import { failureOf } from './failure.js';
import type { Rest } from './keyed-lanes.js';
import type { LaneTurns } from './lane-turns.port.js';
import { tryRepeatedly, type RetryPolicy, type TriesOutcome } from './retry.policy.js';

export type GuardedDeliveryOptions = Readonly<{
  consumer: string;
  kind: ConsumedMessage['kind'];
  handle: MessageHandling;
  deadLetters: DeadLetters;
  turns: LaneTurns;
  policy: RetryPolicy;
  logger: LoggerService;
}>;

export type DeliveryOutcome = 'applied' | 'duplicate' | 'dead-lettered' | 'interrupted';

/**
 * Tries a message a bounded number of times, then makes it a dead letter; from then on messages of its key are parked
 * behind it. The caller sees to it that there is one call at a time per key.
 */
export class GuardedDelivery {
  /** Held keys, each with the highest position among its letters. */
  private readonly held = new Map<string, number>();
  /** Keys whose message waits for something that is away, each with the error that says so. */
  private readonly waiting = new Map<string, string>();

  constructor(private readonly options: GuardedDeliveryOptions) {}

  /** Which keys wait for something that is away, null while none does. */
  get waits(): string | null {
    const [first] = this.waiting;
    return first === undefined ? null : `${this.waiting.size} of its keys wait, ${first[0]} since ${first[1]}`;
  }

  /** Call before the first message, and when other processes may have changed it. Answers the keys that are held; each wants a `resume`. */
  async start(): Promise<readonly string[]> {
    const { consumer, kind, deadLetters } = this.options;
    const held = await deadLetters.heldKeys(consumer, kind);
    this.held.clear();
    for (const [key, position] of held) this.held.set(key, position);
    return [...this.held.keys()];
  }

  /** Whoever gives it a way to rest lets others work between two tries. */
  async deliver(message: ConsumedMessage, signal: AbortSignal, rest?: Rest): Promise<DeliveryOutcome> {
    const lastParked = message.onFailure === 'hold' ? this.held.get(message.key) : undefined;
    if (lastParked !== undefined) return this.park(message, lastParked, signal);
    const outcome = await this.attempt(message, signal, rest);
    if (outcome.status !== 'failed') return outcome.status;
    return this.giveUp(message, outcome);
  }

  /**
   * Applies the letters of the lane in their order: up to the one asked for, then those that only waited behind it.
   * Rejects with the error of the first that fails before the one asked for has been applied.
   * @throws DeadLetterNotFound when it was settled before its turn came, RetryInterrupted
   */
  async retry({ id, message }: DeadLetter, signal: AbortSignal): Promise<void> {
    const { deadLetters } = this.options;
    const hadTurn = await this.inTurn(message.key, signal, async (own) => {
      const letter = await deadLetters.find(id);
      if (letter === null) throw new DeadLetterNotFound(id);
      await this.applyUpTo(letter, own);
    });
    if (!hadTurn) throw new RetryInterrupted(id);
  }

  /** Applies what only waited behind a letter that is settled now. */
  async resume(key: string, signal: AbortSignal): Promise<void> {
    // Most often there is nothing to do, which takes no turn.
    if ((await this.firstOf(key))?.reason !== 'parked') return;
    await this.inTurn(key, signal, (own) => this.applyParked(key, own));
  }

  private inTurn(key: string, signal: AbortSignal, task: (signal: AbortSignal) => Promise<void>): Promise<boolean> {
    const { consumer, kind, turns } = this.options;
    return turns.take({ consumer, kind, key }, signal, task);
  }

  private async applyUpTo(letter: DeadLetter, signal: AbortSignal): Promise<void> {
    if (letter.message.onFailure !== 'hold') return this.apply(letter, signal);
    for (;;) {
      const first = await this.firstOf(letter.message.key);
      if (first === null) return;
      await this.apply(first, signal);
      if (first.id === letter.id) return this.applyParked(letter.message.key, signal);
    }
  }

  private async applyParked(key: string, signal: AbortSignal): Promise<void> {
    for (;;) {
      const first = await this.firstOf(key);
      if (first?.reason !== 'parked' || signal.aborted) return;
      try {
        await this.apply(first, signal);
      } catch (error) {
        const { logger, consumer } = this.options;
        logger.error(`${consumer}: ${first.message.type} of ${key}, next in the dead letters, failed: ${String(error)}`);
        return;
      }
    }
  }

  private async firstOf(key: string): Promise<DeadLetter | null> {
    const { consumer, kind, deadLetters } = this.options;
    const first = await deadLetters.firstOf({ consumer, kind, key });
    if (first === null) this.held.delete(key);
    return first;
  }

  private async apply({ id, message }: DeadLetter, signal: AbortSignal): Promise<void> {
    const { deadLetters } = this.options;
    const outcome = await this.attempt(message, signal);
    if (outcome.status === 'interrupted') throw new RetryInterrupted(id);
    if (outcome.status === 'applied') return deadLetters.applied(id);
    await deadLetters.failedAgain(id, failureOf(outcome.error), outcome.tries, new Date().toISOString());
    throw outcome.error;
  }

  private async park(message: ConsumedMessage, lastParked: number, signal: AbortSignal): Promise<DeliveryOutcome> {
    const position = message.position ?? Infinity;
    // Each letter came after everything before it in its key was settled: this one is delivered again after a crash.
    if (position <= lastParked) return 'duplicate';
    await this.options.deadLetters.add(deadLetterOf(this.options.consumer, message, 'parked'));
    this.held.set(message.key, message.position ?? 0);
    // Another process may have settled the lane meanwhile: then this letter waits behind nobody.
    await this.resume(message.key, signal);
    return 'dead-lettered';
  }

  private async attempt(message: ConsumedMessage, signal: AbortSignal, rest?: Rest): Promise<TriesOutcome> {
    const { consumer, handle, policy, logger } = this.options;
    const waits = (error: unknown): void => {
      logger.warn(`${consumer}: ${message.type} of ${message.key} waits: ${String(error)}`);
      this.waiting.set(message.key, String(error));
    };
    try {
      return await tryRepeatedly(() => handle(message), policy, { signal, waits, rest });
    } finally {
      this.waiting.delete(message.key);
    }
  }

  private async giveUp(message: ConsumedMessage, { error, tries }: { error: unknown; tries: number }): Promise<DeliveryOutcome> {
    const { consumer, deadLetters, logger } = this.options;
    const failure = failureOf(error);
    const what = `${consumer}: ${message.type} of ${message.key} failed ${tries} times (${failure.errorCode}: ${failure.message})`;
    // First the letter, then the hold: without the letter nobody could ever lift it.
    const isPending = await deadLetters.add({ ...deadLetterOf(consumer, message, 'failed'), failure, attempts: tries });
    if (isPending && message.onFailure === 'hold') this.held.set(message.key, message.position ?? 0);
    logger.error(`${what} and is a dead letter now`);
    return 'dead-lettered';
  }
}
