import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { HandlerRegistry } from '../handler-registry.js';
import type { HandlerExtras } from '../reaction.decorator.js';
import type { KafkaConsumers } from './kafka-consumers.js';
import type { KafkaRelay } from './kafka-relay.js';

/**
 * Nest's transport over Kafka: `@Reaction` handlers get the facts of all services, `@EngineReports` handlers what engines
 * report. `app.connectMicroservice({ strategy: app.get(KafkaTransport) })`.
 */
export class KafkaTransport extends Server implements CustomTransportStrategy {
  override readonly propagatesEventHandlerErrors = true;
  private readonly registry = new HandlerRegistry(['fact', 'engine-report', 'engine-heartbeat']);
  private closed: Promise<void> | undefined;

  constructor(
    private readonly consumers: KafkaConsumers,
    private readonly relay: Pick<KafkaRelay, 'start' | 'close'>,
    private readonly prepare: () => Promise<void>,
  ) {
    super();
  }

  /** Does not call Nest's own, which would chain the handlers of different consumers into one. */
  override addHandler(_pattern: unknown, callback: MessageHandler, _isEventHandler = false, extras: Partial<HandlerExtras> = {}): void {
    this.registry.add(callback, extras);
  }

  /** Calls back when the topics are there and every consumer has joined its group. */
  async listen(callback: (error?: unknown) => void): Promise<void> {
    try {
      await this.prepare();
      this.relay.start();
      await this.consumers.start(this.registry);
      callback();
    } catch (error) {
      callback(error);
    }
  }

  /** Stops one consumer from taking messages, until `resume`. */
  pause(consumer: string): void {
    this.consumers.facts.get(consumer)?.records.pause();
  }

  resume(consumer: string): void {
    this.consumers.facts.get(consumer)?.records.resume();
  }

  /** Handlers at work are finished first; what they append the next relay hands on. */
  close(): Promise<void> {
    this.closed ??= Promise.all([this.consumers.close(), this.relay.close()]).then(() => undefined);
    return this.closed;
  }

  override on(): never {
    throw new Error('the Kafka transport has no events');
  }

  override unwrap<T>(): T {
    return this.consumers as T;
  }
}
