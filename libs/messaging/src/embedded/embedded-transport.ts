import { Logger } from '@nestjs/common';
import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { lastValueFrom, type Observable } from 'rxjs';
import type { EngineReport } from '@daybook/contracts';
import type { EventStore } from '@daybook/event-store';
import type { ConsumerState } from '../consumer/consumer-state.port.js';
import { IdempotentConsumer, type FactHandler } from '../consumer/idempotent-consumer.js';
import { defaultRetryPolicy, type RetryPolicy } from '../consumer/retry.js';
import { factTranslator, publishedStreams } from '../fact.translator.js';
import type { Publishing } from '../fact.types.js';
import { ConsumerLoop } from './consumer-loop.js';
import { ReportDispatcher, type ReportHandler } from './report-dispatcher.js';

export type EmbeddedTransportOptions = Readonly<{
  store: EventStore;
  publishings: readonly Publishing<never>[];
  state: ConsumerState;
  policy?: RetryPolicy;
}>;

type Registered = { readonly pattern: string; readonly consumer: string; readonly handle: (message: unknown) => Promise<void> };

/**
 * Drives @Reaction and @EngineReports handlers from the log of this process, as Kafka would: at least once, in order
 * within a key, each consumer at its own pace and with its own durable position.
 */
export class EmbeddedTransport extends Server implements CustomTransportStrategy {
  protected override readonly logger = new Logger(EmbeddedTransport.name);
  private readonly registered: Registered[] = [];
  private readonly loops = new Map<string, ConsumerLoop>();
  private reports: ReportDispatcher | undefined;

  constructor(private readonly options: EmbeddedTransportOptions) {
    super();
  }

  /** Nest chains the handlers of one pattern; here every consumer gets a delivery of its own. */
  override addHandler(pattern: unknown, callback: MessageHandler, _isEventHandler?: boolean, extras: Record<string, unknown> = {}): void {
    const handle = async (message: unknown): Promise<void> => {
      const answer: unknown = await callback(message, undefined);
      if (isObservable(answer)) await lastValueFrom(answer, { defaultValue: undefined });
    };
    this.registered.push({ pattern: String(pattern), consumer: String(extras['consumer']), handle });
  }

  listen(callback: (error?: unknown) => void): void {
    const { store, state, publishings, policy = defaultRetryPolicy } = this.options;
    const facts = this.registered.filter(({ pattern }) => !pattern.startsWith('engine-'));
    this.reports = new ReportDispatcher(this.reportHandlers(), state, policy);
    for (const name of new Set(facts.map(({ consumer }) => consumer))) {
      const handlers = new Map<string, FactHandler[]>();
      for (const { pattern, handle } of facts.filter(({ consumer }) => consumer === name)) {
        handlers.set(pattern, [...(handlers.get(pattern) ?? []), handle]);
      }
      const loop = new ConsumerLoop(new IdempotentConsumer(name, state, handlers, policy), {
        store,
        streamPrefixes: publishedStreams(publishings),
        translate: factTranslator(publishings),
        log: (message) => this.logger.error(message),
      });
      this.loops.set(name, loop);
      loop.start();
    }
    callback();
  }

  async close(): Promise<void> {
    await Promise.all([...this.loops.values()].map((loop) => loop.stop()));
    await this.reports?.stop();
  }

  on(): never {
    throw new Error('the embedded transport has no events of its own');
  }

  unwrap<T>(): T {
    return this as unknown as T;
  }

  /** A message from an engine. */
  async deliver(message: unknown): Promise<void> {
    await this.reports?.dispatch(message);
  }

  loop(consumer: string): ConsumerLoop | undefined {
    return this.loops.get(consumer);
  }

  consumers(): readonly ConsumerLoop[] {
    return [...this.loops.values()];
  }

  /** Handles a dead report once more. */
  async redeliverReport(consumer: string, pattern: string, report: EngineReport): Promise<void> {
    const handlers = this.registered.filter((handler) => handler.consumer === consumer && handler.pattern === pattern);
    for (const { handle } of handlers) await handle(report);
  }

  private reportHandlers(): ReadonlyMap<string, readonly ReportHandler[]> {
    const prefix = 'engine-report.';
    const byType = new Map<string, ReportHandler[]>();
    for (const { pattern, consumer, handle } of this.registered) {
      if (!pattern.startsWith(prefix)) continue;
      const type = pattern.slice(prefix.length);
      byType.set(type, [...(byType.get(type) ?? []), { consumer, handle }]);
    }
    return byType;
  }
}

const isObservable = (value: unknown): value is Observable<unknown> =>
  typeof value === 'object' && value !== null && 'subscribe' in value;
