import type { ConsumerProgress, ConsumerStanding } from '../consumer-progress.port.js';
import type { LetterCount } from '../consumer/dead-letters.port.js';
import type { EmbeddedConsumers } from './embedded-consumers.js';

/** Positions from memory: a consumer's durable checkpoint follows within moments. */
export class EmbeddedConsumerProgress implements ConsumerProgress {
  constructor(private readonly consumers: EmbeddedConsumers) {}

  waitUntil(consumer: string, position: number, timeoutMs: number): Promise<boolean> {
    return this.consumers.board.waitUntil(consumer, position, timeoutMs);
  }

  async list(): Promise<readonly ConsumerStanding[]> {
    const head = await this.consumers.options.store.headPosition();
    const facts = [...this.consumers.logs].map(([consumer, { position, paused, halted }]) => {
      return { consumer, kind: 'fact' as const, position, lag: Math.max(0, head - position), skipped: null, paused, halted };
    });
    const reports = [...this.consumers.reports].map(([consumer, { lag, halted }]) => {
      return { consumer, kind: 'engine-report' as const, position: null, lag, skipped: null, paused: false, halted };
    });
    return [...facts, ...reports];
  }

  deadLetters(): Promise<readonly LetterCount[]> {
    return this.consumers.options.deadLetters.counts();
  }
}
