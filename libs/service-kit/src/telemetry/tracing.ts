import type { Tracing, TracingOptions } from './tracing.types.js';

export type { Tracing, TracingOptions } from './tracing.types.js';

/** Traces requests, commands, reactions and engines of this process, where an endpoint is given. */
export const startTracing = async (options: TracingOptions): Promise<Tracing> => {
  if (options.endpoint === '') return { stop: async () => undefined };
  const { exportTraces } = await import('./trace-export.js');
  return exportTraces(options);
};
