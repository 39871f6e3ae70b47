import { setTimeout as sleep } from 'node:timers/promises';
import type { LoggerService } from '@nestjs/common';
import type { Recorded } from '@daybook/event-sourcing';
import type { EventStore } from '@daybook/event-store';
import { messageOf } from '../consumer/fact.message.js';
import { ContiguousCheckpoint } from '../consumer/contiguous-checkpoint.js';
import type { ConsumerOffsets } from '../consumer/consumer-offsets.port.js';
import type { DeadLetter } from '../consumer/dead-letters.port.js';
import type { GuardedDelivery } from '../consumer/guarded-delivery.js';
import { IdempotentConsumer } from '../consumer/idempotent-consumer.js';
import { KeyedLanes, type Rest } from '../consumer/keyed-lanes.js';
import type { Fact } from '../fact.types.js';
import type { FactTranslator } from '../translate.js';
import { CheckpointSaver } from './checkpoint-saver.js';
import { PauseGate } from '../consumer/pause-gate.js';

const restartDelayMs = 1000;

export type LogConsumerOptions = Readonly<{
  consumer: string;
  store: EventStore;
  streamPrefixes: readonly string[];
  translate: FactTranslator;
  handles: (type: string) => boolean;
  delivery: GuardedDelivery;
  offsets: ConsumerOffsets;
  logger: LoggerService;
  /** Keys at work at the same time. */
  concurrency: number;
  /** Messages taken from the log and not finished. */
  capacity: number;
  /** Called with each new position. */
  advanced: (position: number) => void;
}>;

/** One consumer's own way through the log: a slow one stops nobody else. */
export class LogConsumer {
  private readonly core: IdempotentConsumer;
  private readonly lanes: KeyedLanes;
  private readonly saver: CheckpointSaver;
  private readonly gate = new PauseGate();
  private readonly stopping = new AbortController();
  private checkpoint = new ContiguousCheckpoint(0);
  private running: Promise<void> = Promise.resolve();
  private isPaused = false;
  private error: string | null = null;

  constructor(private readonly options: LogConsumerOptions) {
    const { consumer, delivery, offsets, logger, concurrency, capacity } = options;
    this.core = new IdempotentConsumer(consumer, delivery, offsets);
    this.lanes = new KeyedLanes(concurrency, capacity);
    this.saver = new CheckpointSaver(() => this.core.save(this.checkpoint.value), logger);
  }

  get position(): number {
    return this.checkpoint.value;
  }

  get paused(): boolean {
    return this.isPaused;
  }

  /** Why it cannot go on, null while it can. */
  get halted(): string | null {
    return this.error ?? this.options.delivery.waits;
  }

  async start(): Promise<void> {
    const { consumer, offsets, delivery, advanced } = this.options;
    this.checkpoint = new ContiguousCheckpoint(await offsets.checkpoint(consumer));
    advanced(this.position);
    for (const key of await delivery.start()) void this.resumeKey(key);
    this.running = this.run();
  }

  pause(): void {
    this.isPaused = true;
    this.gate.close();
  }

  resume(): void {
    this.isPaused = false;
    this.gate.reopen();
  }

  retry(letter: DeadLetter): Promise<void> {
    return this.lanes.run(letter.message.key, () => this.options.delivery.retry(letter, this.stopping.signal));
  }

  resumeKey(key: string): Promise<void> {
    return this.lanes
      .run(key, () => this.options.delivery.resume(key, this.stopping.signal))
      .catch((error: unknown) => this.options.logger.error(`dead letters of ${key} could not go on: ${String(error)}`));
  }

  /** Waits for the handlers at work, begins no other, and saves how far it came. */
  async close(): Promise<void> {
    this.stopping.abort();
    this.resume();
    await this.running;
    await this.lanes.idle();
    await this.saver.flush();
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.followOnce();
      if (signal.aborted) return;
      this.checkpoint = new ContiguousCheckpoint(this.position);
      await sleep(restartDelayMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Until something goes wrong that is not the message's own fault; then nothing of this round is still at work. */
  private async followOnce(): Promise<void> {
    const round = new AbortController();
    const signal = AbortSignal.any([this.stopping.signal, round.signal]);
    const fail = (error: unknown) => {
      this.halt(error);
      round.abort();
    };
    await this.follow(signal, fail).catch(fail);
    await this.lanes.idle();
  }

  private async follow(signal: AbortSignal, fail: (error: unknown) => void): Promise<void> {
    const { store, streamPrefixes } = this.options;
    for await (const { events, position } of store.subscribe({ after: this.position, signal, streamPrefixes })) {
      for (const event of events) {
        await this.gate.pass(signal);
        if (signal.aborted) return;
        await this.take(event, signal, fail);
      }
      this.checkpoint.reach(position);
      this.error = null;
      this.moved();
    }
  }

  private async take(event: Recorded, signal: AbortSignal, fail: (error: unknown) => void): Promise<void> {
    const fact = this.options.translate(event);
    if (fact === null || !this.options.handles(fact.type)) return this.checkpoint.reach(event.position);
    this.checkpoint.begin(event.position);
    // A task that fails leaves its position open, and the round's signal keeps later ones of its key from passing it.
    await this.lanes.submit(fact.key, (rest) => this.receive(fact, signal, rest).catch(fail));
  }

  private async receive(fact: Fact, signal: AbortSignal, rest: Rest): Promise<void> {
    await this.gate.pass(signal);
    const outcome = await this.core.receive(messageOf(fact), signal, rest);
    if (outcome === 'interrupted') return;
    this.checkpoint.finish(fact.position);
    this.moved();
  }

  private moved(): void {
    this.options.advanced(this.position);
    this.saver.changed();
  }

  private halt(error: unknown): void {
    const reason = String(error);
    if (reason !== this.error) this.options.logger.error(`${this.options.consumer} halts after position ${this.position}: ${reason}`);
    this.error = reason;
  }
}
