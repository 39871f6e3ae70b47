import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Tracer } from '@opentelemetry/api';
import { httpRequestChannel, type HttpRequestBegun } from './http-request.channel.js';
import { spanContextOf, traceparentOf } from './traceparent.js';

/** A span for each request of the API: the beginning of a trace, or a part of its caller's. */
export class HttpTracer {
  constructor(private readonly tracer: Tracer) {}

  start(): void {
    httpRequestChannel.subscribe(this.begin);
  }

  stop(): void {
    httpRequestChannel.unsubscribe(this.begin);
  }

  private readonly begin = (message: unknown): void => {
    const { request, reply, route } = message as HttpRequestBegun;
    // Probes and scrapes come every few seconds and tell nothing.
    if (!request.url.startsWith('/v1/')) return;
    const caller = spanContextOf(request.headers['traceparent'] as string | undefined);
    const context = caller === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, caller);
    const attributes = {
      'http.request.method': request.method,
      'http.route': route,
      'url.path': request.url.split('?', 1)[0] ?? '',
      'daybook.request_id': request.id,
    };
    const span = this.tracer.startSpan(`${request.method} ${route}`, { kind: SpanKind.SERVER, attributes }, context);
    request.headers['traceparent'] = traceparentOf(span.spanContext());
    // Also when the caller goes away before the answer.
    reply.raw.once('close', () => {
      span.setAttribute('http.response.status_code', reply.raw.statusCode);
      if (reply.raw.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    });
  };
}
