import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A span as OTLP's JSON has it, with its service and its attributes as an object. */
export type ReceivedSpan = Readonly<{
  service: string;
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId: string;
  attributes: Readonly<Record<string, unknown>>;
}>;

type Attribute = Readonly<{ key: string; value: Readonly<Record<string, unknown>> }>;
type Wire = Omit<ReceivedSpan, 'service' | 'attributes' | 'parentSpanId'> & Readonly<{ parentSpanId?: string; attributes: readonly Attribute[] }>;
type Resource = Readonly<{ resource: { attributes: readonly Attribute[] }; scopeSpans: readonly { spans: readonly Wire[] }[] }>;

const objectOf = (attributes: readonly Attribute[]): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

/** A collector that keeps what it is sent over OTLP/HTTP. */
export class OtlpReceiver {
  readonly spans: ReceivedSpan[] = [];
  private readonly server: Server = createServer((request, response) => {
    void json(request).then((body) => {
      this.keep(body as { resourceSpans?: readonly Resource[] });
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });

  static async start(): Promise<OtlpReceiver> {
    const receiver = new OtlpReceiver();
    await once(receiver.server.listen(0, '127.0.0.1'), 'listening');
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** From the root of the span's trace down to it, as far as they have come in. */
  lineageOf(span: ReceivedSpan): readonly ReceivedSpan[] {
    const parent = this.spans.find(({ spanId, traceId }) => spanId === span.parentSpanId && traceId === span.traceId);
    return [...(parent === undefined ? [] : this.lineageOf(parent)), span];
  }

  private keep({ resourceSpans = [] }: { resourceSpans?: readonly Resource[] }): void {
    for (const { resource, scopeSpans } of resourceSpans) {
      const service = String(objectOf(resource.attributes)['service.name']);
      const received = scopeSpans.flatMap(({ spans }) => spans);
      this.spans.push(...received.map(({ parentSpanId = '', attributes, ...span }) => ({ ...span, service, parentSpanId, attributes: objectOf(attributes) })));
    }
  }
}
