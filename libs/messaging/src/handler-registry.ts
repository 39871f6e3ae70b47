import { isObservable, lastValueFrom } from 'rxjs';
import type { MessageHandler } from '@nestjs/microservices';
import { observed, type WorkKind } from '@daybook/event-store';
import type { HandlerExtras } from './reaction.decorator.js';

/**
 * The handlers that Nest found. Nest chains all handlers of one pattern into one call; here each consumer group keeps
 * its own, so that each has its own offset, retries and dead letters.
 */
export class HandlerRegistry {
  private readonly handlers = new Map<string, MessageHandler[]>();
  private readonly consumersByKind = new Map<HandlerExtras['kind'], Set<string>>();

  constructor(private readonly kinds: readonly HandlerExtras['kind'][]) {}

  /** Ignores handlers that are for another transport. */
  add(handler: MessageHandler, extras: Partial<HandlerExtras> | undefined): void {
    if (extras?.kind === undefined || extras.type === undefined || !this.kinds.includes(extras.kind)) return;
    const consumer = 'consumer' in extras && extras.consumer !== undefined ? extras.consumer : '';
    const slot = slotOf(extras.kind, consumer, extras.type);
    this.handlers.set(slot, [...(this.handlers.get(slot) ?? []), handler]);
    const consumers = this.consumersByKind.get(extras.kind) ?? new Set();
    this.consumersByKind.set(extras.kind, consumers.add(consumer));
  }

  consumers(kind: HandlerExtras['kind']): readonly string[] {
    return [...(this.consumersByKind.get(kind) ?? [])];
  }

  /** What a consumer listens to. */
  types(kind: HandlerExtras['kind'], consumer: string): readonly string[] {
    const slots = [...this.handlers.keys()].map((slot) => JSON.parse(slot) as [string, string, string]);
    return slots.filter(([its, whose]) => its === kind && whose === consumer).map(([, , type]) => type);
  }

  handles(kind: HandlerExtras['kind'], consumer: string, type: string): boolean {
    return this.handlers.has(slotOf(kind, consumer, type));
  }

  /** Rejects with the error of the first handler that fails. */
  dispatch(kind: HandlerExtras['kind'], consumer: string, message: { type: string; payload: unknown }): Promise<void> {
    const { traceparent } = message.payload as { traceparent?: string };
    const work = { kind: workKinds[kind], name: message.type, attributes: { consumer }, traceparent };
    return observed(work, () => this.run(kind, consumer, message));
  }

  private async run(kind: HandlerExtras['kind'], consumer: string, message: { type: string; payload: unknown }): Promise<void> {
    for (const handler of this.handlers.get(slotOf(kind, consumer, message.type)) ?? []) {
      const result: unknown = await handler(message.payload);
      if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined });
    }
  }
}

const workKinds: Readonly<Record<HandlerExtras['kind'], WorkKind>> = {
  fact: 'reaction',
  'engine-report': 'engine-report',
  'engine-heartbeat': 'engine-report',
  'engine-command': 'engine-command',
};

const slotOf = (kind: string, consumer: string, type: string): string => JSON.stringify([kind, consumer, type]);
