import { AsyncLocalStorage } from 'node:async_hooks';
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Span, type SpanContext, type Tracer } from '@opentelemetry/api';
import { workChannel, type Work, type WorkKind } from '@daybook/event-store';
import { spanContextOf, traceparentOf } from './traceparent.js';

type Ended = Work & { readonly error?: unknown };

const spanKinds: Readonly<Record<WorkKind, SpanKind>> = {
  command: SpanKind.INTERNAL,
  append: SpanKind.CLIENT,
  relay: SpanKind.PRODUCER,
  reaction: SpanKind.CONSUMER,
  'engine-order': SpanKind.PRODUCER,
  'engine-command': SpanKind.CONSUMER,
  'engine-report': SpanKind.CONSUMER,
  attempt: SpanKind.INTERNAL,
};

/**
 * A span for each piece of work that belongs to a trace. Work that nobody asked for, such as a heartbeat, begins none.
 */
export class WorkTracer {
  private readonly current = new AsyncLocalStorage<SpanContext | undefined>();
  private readonly open = new WeakMap<Work, Span>();

  constructor(private readonly tracer: Tracer) {}

  start(): void {
    workChannel.start.bindStore(this.current as AsyncLocalStorage<unknown>, (work) => this.begin(work));
    workChannel.subscribe(this.listeners);
  }

  stop(): void {
    workChannel.unsubscribe(this.listeners);
    workChannel.start.unbindStore(this.current as AsyncLocalStorage<unknown>);
  }

  private readonly listeners = {
    start: () => undefined,
    end: () => undefined,
    asyncStart: () => undefined,
    asyncEnd: (work: Ended) => this.finish(work),
    error: (work: Ended) => this.fail(work),
  };

  /** Runs before the work; answers what the work's own work continues. */
  private begin(work: Work): SpanContext | undefined {
    const parent = this.parentOf(work);
    if (parent === undefined) return undefined;
    const name = work.kind === work.name ? work.name : `${work.kind} ${work.name}`;
    const options = { kind: spanKinds[work.kind], attributes: attributesOf(work) };
    const span = this.tracer.startSpan(name, options, trace.setSpanContext(ROOT_CONTEXT, parent));
    this.open.set(work, span);
    work.traceparent = traceparentOf(span.spanContext());
    return span.spanContext();
  }

  /** What this process does just now, unless the work says that it belongs to another trace. */
  private parentOf({ traceparent }: Work): SpanContext | undefined {
    const said = spanContextOf(traceparent);
    const surrounding = this.current.getStore();
    return said === undefined || surrounding?.traceId === said.traceId ? surrounding : said;
  }

  private fail(work: Ended): void {
    this.open.get(work)?.setStatus({ code: SpanStatusCode.ERROR, message: String(work.error) });
  }

  private finish(work: Ended): void {
    const span = this.open.get(work);
    if (work.outcome !== undefined) span?.setAttribute('daybook.outcome', work.outcome);
    span?.end();
  }
}

const attributesOf = ({ kind, name, attributes }: Work): Record<string, string | number> => ({
  'daybook.work': kind,
  'daybook.name': name,
  ...Object.fromEntries(Object.entries(attributes).map(([key, value]) => [`daybook.${key}`, value])),
});
