import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { HandlerRegistry } from '../handler-registry.js';
import type { HandlerExtras } from '../reaction.decorator.js';
import type { EmbeddedConsumers } from './embedded-consumers.js';
import type { EngineLink } from './engine-link.port.js';
import type { ReportIntake } from './report-intake.js';

/**
 * Nest's transport inside one process: `@Reaction` handlers are fed from the log, `@EngineReports` handlers from the
 * engine link. `app.connectMicroservice({ strategy: app.get(EmbeddedTransport) })`.
 */
export class EmbeddedTransport extends Server implements CustomTransportStrategy {
  override readonly propagatesEventHandlerErrors = true;
  private readonly registry = new HandlerRegistry(['fact', 'engine-report', 'engine-heartbeat']);
  private closed: Promise<void> | undefined;

  constructor(
    private readonly consumers: EmbeddedConsumers,
    private readonly intake: ReportIntake,
    private readonly engines: EngineLink,
  ) {
    super();
  }

  /** Does not call Nest's own, which would chain the handlers of different consumers into one. */
  override addHandler(_pattern: unknown, callback: MessageHandler, _isEventHandler = false, extras: Partial<HandlerExtras> = {}): void {
    this.registry.add(callback, extras);
  }

  /** Calls back when all consumers have taken up where they were; then the engines start. */
  async listen(callback: (error?: unknown) => void): Promise<void> {
    try {
      await this.consumers.start(this.registry);
      this.engines.start((report, engineId) => this.intake.accept(report, engineId));
      callback();
    } catch (error) {
      callback(error);
    }
  }

  /** Stops one consumer from taking messages, until `resume`. */
  pause(consumer: string): void {
    this.consumers.logs.get(consumer)?.pause();
  }

  resume(consumer: string): void {
    this.consumers.logs.get(consumer)?.resume();
  }

  /** Engines first, so that their last reports still find the consumers; then offsets are saved. */
  close(): Promise<void> {
    this.closed ??= this.engines.stop().then(() => this.consumers.close());
    return this.closed;
  }

  override on(): never {
    throw new Error('the embedded transport has no events');
  }

  override unwrap<T>(): T {
    return this.consumers as T;
  }
}
