import type { EventStore } from '@daybook/event-store';
import type { EmbeddedTransport } from './embedded/embedded-transport.js';

export const CONSUMER_PROGRESS = Symbol.for('daybook.consumer-progress');

export type ConsumerListing = Readonly<{ consumer: string; position: number; lag: number }>;

/** How far the consumers of this process have come. */
export interface ConsumerProgress {
  /** False when the time has passed before the consumer has handled everything up to the position. */
  waitUntil(consumer: string, position: number, timeoutMs: number): Promise<boolean>;
  list(): Promise<readonly ConsumerListing[]>;
}

export class EmbeddedConsumerProgress implements ConsumerProgress {
  constructor(
    private readonly transport: EmbeddedTransport,
    private readonly store: EventStore,
  ) {}

  async waitUntil(consumer: string, position: number, timeoutMs: number): Promise<boolean> {
    return (await this.transport.loop(consumer)?.waitUntil(position, timeoutMs)) ?? false;
  }

  async list(): Promise<readonly ConsumerListing[]> {
    const head = await this.store.headPosition();
    return this.transport.consumers().map((loop) => {
      const position = loop.position();
      return { consumer: loop.consumer.name, position, lag: Math.max(0, head - position) };
    });
  }
}
