import type { KafkaMessage } from 'kafkajs';
import { factTypes } from '@daybook/contracts';
import type { ConsumerOffsets } from '../consumer/consumer-offsets.port.js';
import type { DeadLetters } from '../consumer/dead-letters.port.js';
import { messageOf } from '../consumer/fact.message.js';
import { IdempotentConsumer } from '../consumer/idempotent-consumer.js';
import type { Rest } from '../consumer/keyed-lanes.js';
import type { Fact } from '../fact.types.js';
import { factOf } from './fact.record.js';
import { GroupConsumer, type GroupConsumerOptions } from './group.consumer.js';
import { malformedLetter } from './malformed.letter.js';
import type { RecordTask } from './record.consumer.js';
import { factTopicOf } from './topic.names.js';

export type FactConsumerOptions = GroupConsumerOptions &
  Readonly<{
    consumer: string;
    topicPrefix: string;
    handles: (type: string) => boolean;
    offsets: ConsumerOffsets;
    deadLetters: DeadLetters;
  }>;

const known: ReadonlySet<string> = new Set(factTypes);

/** Applies the facts of its topics: those below the last position of their key are duplicates, or a stale leader's. */
export class FactConsumer extends GroupConsumer {
  private readonly core: IdempotentConsumer;
  private highest = 0;
  private passedOver = 0;

  constructor(private readonly its: FactConsumerOptions) {
    super(its);
    this.core = new IdempotentConsumer(its.consumer, its.delivery, its.offsets);
  }

  get topics(): readonly string[] {
    return this.its.topics;
  }

  /** The highest position that this process has applied. */
  get position(): number {
    return this.highest;
  }

  /** Facts of types that nobody here knows, since the process began: a newer service's, or a stranger's. */
  get skipped(): number {
    return this.passedOver;
  }

  protected take(name: string, record: KafkaMessage, partition: number): RecordTask | null {
    const topic = factTopicOf(this.its.topicPrefix, name);
    if (topic === null) return null;
    try {
      const fact = factOf(topic, record);
      if (!known.has(fact.type)) this.passedOver += 1;
      if (!this.its.handles(fact.type)) return null;
      return { lane: fact.key, run: (signal, rest) => this.apply(fact, signal, rest) };
    } catch (error) {
      const letter = malformedLetter({ consumer: this.its.consumer, kind: 'fact', topic, partition }, record, error);
      this.its.logger.error(`${this.its.consumer}: a record of ${name} is a dead letter: ${String(error)}`);
      return { lane: letter.message.key, run: async (signal) => (await this.stored(() => this.its.deadLetters.add(letter), signal)) !== undefined };
    }
  }

  protected async flush(signal: AbortSignal): Promise<void> {
    // The broker keeps how far the group is; what is saved here is the last position of each key.
    await this.stored(() => this.core.save(0), signal);
  }

  protected async begin(): Promise<void> {
    await this.stored(() => this.core.begin(), this.records.signal);
  }

  private async apply(fact: Fact, signal: AbortSignal, rest: Rest): Promise<boolean> {
    const outcome = await this.stored(() => this.core.receive(messageOf(fact), signal, rest), signal);
    if (outcome === undefined || outcome === 'interrupted') return false;
    this.highest = Math.max(this.highest, fact.position);
    return true;
  }
}
