import type { LoggerService } from '@nestjs/common';
import type { Kafka } from 'kafkajs';
import { UnknownEvent, type Recorded } from '@daybook/event-sourcing';
import type { EventStore } from '@daybook/event-store';
import type { Fact } from '../fact.types.js';
import type { RelayProgress, RelayStanding } from '../relay-progress.port.js';
import { factTranslator, publishedStreams, type AnyPublishing, type FactTranslator } from '../translate.js';
import { PositionSaver } from './position.saver.js';
import { recordBatches } from './record-batches.js';
import { RecordProducer } from './record-producer.js';
import { relayed } from './relayed.facts.js';
import { RelaySeat } from './relay-seat.js';

export type KafkaRelayOptions = Readonly<{
  /** Name of the service; its instances share one relay. */
  service: string;
  /** A client with a `requestTimeout` of 30 s. */
  kafka: Kafka;
  topicPrefix: string;
  /** The service's own. */
  publishings: readonly AnyPublishing[];
  store: EventStore;
  logger: LoggerService;
}>;

/** Topic of the seats of all relays; it has one partition and stays empty. */
export const relaySeatTopic = (topicPrefix: string): string => `${topicPrefix}.relay-leader`;

/**
 * Hands a service's facts from the log to Kafka, at least once and in order per key. Of the service's instances one
 * relays; its position follows what the broker has acknowledged. An own event that nobody here knows
 * halts it, and the seat goes to an instance that may know it.
 */
export class KafkaRelay implements RelayProgress {
  private readonly producer: RecordProducer;
  private readonly seat: RelaySeat;
  private readonly translate: FactTranslator;
  private position = 0;
  /** False while another instance relays, or may. */
  private tells = false;
  private leading = false;
  /** What ended its last term. */
  private failure: unknown = null;

  constructor(private readonly options: KafkaRelayOptions) {
    const { kafka, logger, service, topicPrefix, publishings } = options;
    this.translate = factTranslator(publishings);
    this.producer = new RecordProducer(kafka, logger);
    // During an upgrade another instance may know the event.
    const yields = (error: unknown): boolean => error instanceof UnknownEvent;
    const elsewhere = (): void => this.standBy();
    const seat = { kafka, logger, topic: relaySeatTopic(topicPrefix), groupId: `${topicPrefix}.relay.${service}`, yields, elsewhere };
    this.seat = new RelaySeat(seat, (signal) => this.lead(signal));
  }

  /** The topics must be there. Returns at once; a broker that is away is waited for. */
  start(): void {
    this.seat.start();
  }

  async list(): Promise<readonly RelayStanding[]> {
    const { service, store } = this.options;
    const { position, leading } = this;
    const halted = (this.failure === null ? null : String(this.failure)) ?? this.seat.trouble ?? (this.tells ? this.producer.trouble : null);
    const lag = this.tells ? Math.max(0, (await store.headPosition()) - position) : null;
    return [{ relay: service, position, lag, leading, halted }];
  }

  async close(): Promise<void> {
    await this.seat.close();
    await this.producer.close();
  }

  /** Another instance leads. What this one has failed at is no trouble any more, but for an event that it does not know. */
  private standBy(): void {
    this.tells = false;
    if (!(this.failure instanceof UnknownEvent)) this.failure = null;
  }

  private async lead(signal: AbortSignal): Promise<void> {
    try {
      this.position = await this.seat.position();
      this.tells = true;
      this.leading = true;
      await this.followSaving(signal);
    } catch (error) {
      if (!signal.aborted) this.failure = error;
      throw error;
    } finally {
      this.leading = false;
    }
  }

  private async followSaving(signal: AbortSignal): Promise<void> {
    const saver = new PositionSaver(this.position, (position) => this.seat.save(position));
    try {
      await this.follow(saver, AbortSignal.any([signal, saver.failed]));
    } finally {
      await saver.end();
    }
    // A save is refused where this process does not lead any more: then the term is over, or begins again.
    if (!signal.aborted) saver.failed.throwIfAborted();
  }

  private async follow(saver: PositionSaver, signal: AbortSignal): Promise<void> {
    const { store, publishings } = this.options;
    // No prefix at all would subscribe to everything.
    const streamPrefixes = publishings.length === 0 ? ['$none'] : publishedStreams(publishings);
    for await (const { events, position } of store.subscribe({ after: this.position, signal, streamPrefixes })) {
      const { facts, last, unknown } = this.factsOf(events);
      // Only a place that the log gave out: a log server refuses one between two events.
      const reached = unknown === null ? position : last;
      if (!(await this.hand(facts, signal))) return;
      saver.reach(reached);
      this.position = Math.max(this.position, reached);
      if (unknown !== null) throw unknown;
      this.failure = null;
    }
  }

  /** False when the term ended first. */
  private hand(facts: readonly Fact[], signal: AbortSignal): Promise<boolean> {
    return relayed(facts, async (told) => {
      for (const batch of recordBatches(told, this.options.topicPrefix)) {
        if (!(await this.producer.send(batch, signal))) return false;
      }
      return !signal.aborted;
    });
  }

  /** Those before the first event that nobody here knows; `last` is the position of the last one that somebody does. */
  private factsOf(events: readonly Recorded[]): { facts: readonly Fact[]; last: number; unknown: UnknownEvent | null } {
    const facts: Fact[] = [];
    let last = 0;
    for (const event of events) {
      try {
        const fact = this.translate(event);
        if (fact !== null) facts.push(fact);
      } catch (unknown) {
        if (!(unknown instanceof UnknownEvent)) throw unknown;
        return { facts, last, unknown };
      }
      last = event.position;
    }
    return { facts, last, unknown: null };
  }
}
