import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import pTimeout from 'p-timeout';
import type { ConsumerProgress, ConsumerStanding } from '../consumer-progress.port.js';
import type { LetterCount } from '../consumer/dead-letters.port.js';
import type { KafkaConsumers } from './kafka-consumers.js';
import { LagWatch } from './lag.watch.js';

const pollMs = 50;
/** For an answer that is on its way when the time is up. */
const graceMs = 500;

type Sought = Readonly<{ consumer: string; position: number; deadline: number }>;
type TopicEnds = ReadonlyMap<string, bigint>;

/**
 * Progress as the broker knows it: which positions the relays have handed on, how far each group has committed. `list`
 * tells of this process alone: `lag` are records of its partitions, `position` is the highest that it has applied.
 */
export class KafkaConsumerProgress implements ConsumerProgress {
  private readonly watch: LagWatch;

  constructor(
    private readonly consumers: KafkaConsumers,
    private readonly admin: () => Promise<Admin>,
    private readonly topicPrefix: string,
    private readonly forsakeAdmin: (silent: Promise<Admin>) => void,
  ) {
    this.watch = new LagWatch(admin, () => [...consumers.facts.values(), ...consumers.reports.values()].map(({ records }) => records));
  }

  /** In time also where the broker says nothing: the client itself would wait ten times as long for each answer. */
  async waitUntil(consumer: string, position: number, timeoutMs: number): Promise<boolean> {
    const admin = this.admin();
    const heard = this.heard(admin, { consumer, position, deadline: Date.now() + timeoutMs });
    const answer = await pTimeout(heard, { milliseconds: timeoutMs + graceMs, fallback: () => null });
    if (answer !== null) return answer;
    this.forsakeAdmin(admin);
    return false;
  }

  private async heard(connected: Promise<Admin>, { consumer, position, deadline }: Sought): Promise<boolean> {
    try {
      const admin = await connected;
      if (!(await until(() => this.relayed(admin, position), deadline))) return false;
      const topics = this.consumers.facts.get(consumer)?.topics ?? [];
      const ends = await endsOf(admin, topics);
      return await until(() => this.consumed(admin, consumer, ends), deadline);
    } catch {
      // Without the broker nobody knows, and whoever asked may ask again.
      return false;
    }
  }

  async list(): Promise<readonly ConsumerStanding[]> {
    await this.watch.look();
    const facts = [...this.consumers.facts].map(([consumer, { position, skipped, halted, records: { lag, paused } }]) => {
      return { consumer, kind: 'fact' as const, position, lag, skipped, paused, halted };
    });
    const reports = [...this.consumers.reports].map(([consumer, { halted, records: { lag, paused } }]) => {
      return { consumer, kind: 'engine-report' as const, position: null, lag, skipped: null, paused, halted };
    });
    return [...facts, ...reports];
  }

  deadLetters(): Promise<readonly LetterCount[]> {
    return this.consumers.options.deadLetters.counts();
  }

  private async relayed(admin: Admin, position: number): Promise<boolean> {
    const relays = `${this.topicPrefix}.relay.`;
    const { groups } = await admin.listGroups();
    const ids = groups.map(({ groupId }) => groupId).filter((groupId) => groupId.startsWith(relays));
    const positions = await Promise.all(ids.map((groupId) => relayPosition(admin, groupId, `${this.topicPrefix}.relay-leader`)));
    return positions.length > 0 && positions.every((reached) => reached >= position);
  }

  private async consumed(admin: Admin, consumer: string, ends: TopicEnds): Promise<boolean> {
    const topics = [...new Set([...ends.keys()].map((slot) => slot.slice(0, slot.lastIndexOf('/'))))];
    if (topics.length === 0) return true;
    const offsets = await admin.fetchOffsets({ groupId: `${this.topicPrefix}.${consumer}`, topics });
    return offsets.every(({ topic, partitions }) =>
      // A group that has committed nothing yet answers -1, which is enough for a partition that is empty.
      partitions.every(({ partition, offset }) => (BigInt(offset) < 0n ? 0n : BigInt(offset)) >= (ends.get(`${topic}/${partition}`) ?? 0n)),
    );
  }
}

const relayPosition = async (admin: Admin, groupId: string, topic: string): Promise<number> => {
  const [answer] = await admin.fetchOffsets({ groupId, topics: [topic] });
  return Number(answer?.partitions[0]?.metadata ?? 0);
};

/** End of every partition, by `<topic>/<partition>`. */
const endsOf = async (admin: Admin, topics: readonly string[]): Promise<TopicEnds> => {
  const ends = await Promise.all(
    topics.map(async (topic) =>
      (await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => [`${topic}/${partition}`, BigInt(high)] as const),
    ),
  );
  return new Map(ends.flat());
};

const until = async (reached: () => Promise<boolean>, deadline: number): Promise<boolean> => {
  for (;;) {
    if (await reached()) return true;
    if (Date.now() >= deadline) return false;
    await sleep(pollMs);
  }
};
