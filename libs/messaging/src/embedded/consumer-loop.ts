import type { EventStore, SubscriptionBatch } from '@daybook/event-store';
import type { IdempotentConsumer } from '../consumer/idempotent-consumer.js';
import type { FactTranslator } from '../fact.translator.js';
import type { Fact } from '../fact.types.js';

const commitEveryMs = 500;
const batchSize = 200;
const slowestRestartMs = 5000;

export type ConsumerLoopOptions = Readonly<{
  store: EventStore;
  streamPrefixes: readonly string[];
  translate: FactTranslator;
  log: (message: string) => void;
}>;

/** Feeds one consumer from the log: keys side by side, each key in order, the checkpoint behind everything handled. */
export class ConsumerLoop {
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private waiting: { position: number; wake: () => void }[] = [];
  private handled = 0;
  private committed = 0;
  private committedAt = 0;

  constructor(
    readonly consumer: IdempotentConsumer,
    private readonly options: ConsumerLoopOptions,
  ) {}

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    for (const { wake } of this.waiting.splice(0)) wake();
  }

  position(): number {
    return this.handled;
  }

  async waitUntil(position: number, timeoutMs: number): Promise<boolean> {
    if (this.handled >= position) return true;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      const wake = (): void => (clearTimeout(timer), resolve());
      this.waiting.push({ position, wake });
    });
    return this.handled >= position;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    for (let failures = 0; !signal.aborted; failures += 1) {
      try {
        await this.follow(() => (failures = 0));
      } catch (error) {
        this.options.log(`consumer ${this.consumer.name} stopped and begins again from its checkpoint: ${String(error)}`);
        await new Promise((resolve) => setTimeout(resolve, Math.min(slowestRestartMs, 100 * 2 ** failures)));
      }
    }
    this.commit();
  }

  private async follow(progressed: () => void): Promise<void> {
    const { store, streamPrefixes } = this.options;
    const { signal } = this.stopping;
    const after = this.consumer.checkpoint();
    this.committed = after;
    this.reach(after);
    for await (const batch of store.subscribe({ after, signal, streamPrefixes, maxBatchSize: batchSize })) {
      if (!(await this.consumeBatch(batch))) return;
      this.reach(batch.position);
      progressed();
      if (batch.events.length > 0 && Date.now() - this.committedAt > commitEveryMs) this.commit();
    }
  }

  private async consumeBatch({ events }: SubscriptionBatch): Promise<boolean> {
    const { signal } = this.stopping;
    const byKey = new Map<string, Fact[]>();
    for (const event of events) {
      const fact = this.options.translate(event);
      if (fact === null) continue;
      const facts = byKey.get(fact.key);
      if (facts === undefined) byKey.set(fact.key, [fact]);
      else facts.push(fact);
    }
    const keys = [...byKey.values()].map(async (facts) => {
      for (const fact of facts) if (!(await this.consumer.consume(fact, signal))) return false;
      return true;
    });
    return (await Promise.all(keys)).every(Boolean);
  }

  private commit(): void {
    if (this.handled <= this.committed) return;
    this.consumer.commit(this.handled);
    this.committed = this.handled;
    this.committedAt = Date.now();
  }

  private reach(position: number): void {
    this.handled = position;
    const woken = this.waiting.filter((waiter) => waiter.position <= position);
    this.waiting = this.waiting.filter((waiter) => waiter.position > position);
    for (const { wake } of woken) wake();
  }
}
