import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { Tracing, TracingOptions } from './tracing.types.js';
import { HttpTracer } from './http.tracer.js';
import { WorkTracer } from './work.tracer.js';

const flushIntervalMs = 1000;

/** Traces this process from now on. Imported only where traces are wanted: the SDK takes time and memory. */
export const exportTraces = ({ endpoint, service }: TracingOptions): Tracing => {
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` });
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': `daybook-${service}`, 'service.instance.id': String(process.pid) }),
    spanProcessors: [new BatchSpanProcessor(exporter, { scheduledDelayMillis: flushIntervalMs })],
  });
  const tracer = provider.getTracer('daybook');
  const tracers = [new HttpTracer(tracer), new WorkTracer(tracer)];
  for (const one of tracers) one.start();
  const stop = async (): Promise<void> => {
    for (const one of tracers) one.stop();
    // A collector that is away must not keep the service from ending.
    await provider.shutdown().catch(() => undefined);
  };
  return { stop };
};
