import type { ConsumerProgress, ConsumerStanding } from '../consumer-progress.port.js';
import type { EmbeddedConsumers } from './embedded-consumers.js';

/** Positions from memory: a consumer's durable checkpoint follows within moments. */
export class EmbeddedConsumerProgress implements ConsumerProgress {
  constructor(private readonly consumers: EmbeddedConsumers) {}

  waitUntil(consumer: string, position: number, timeoutMs: number): Promise<boolean> {
    return this.consumers.board.waitUntil(consumer, position, timeoutMs);
  }

  async list(): Promise<readonly ConsumerStanding[]> {
    const { store, deadLetters } = this.consumers.options;
    const head = await store.headPosition();
    const letters = await deadLetters.counts();
    return [...this.consumers.logs].map(([consumer, { position, paused, halted }]) => ({
      consumer,
      position,
      lag: Math.max(0, head - position),
      deadLetters: letters.get(consumer) ?? 0,
      paused,
      halted,
    }));
  }
}
