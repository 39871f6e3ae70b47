export type TracingOptions = Readonly<{
  /** Base URL of an OTLP collector over HTTP, such as `http://collector:4318`; empty for no traces. */
  endpoint: string;
  /** e.g. `versioning` */
  service: string;
}>;

export type Tracing = Readonly<{
  /** Hands over what has not been sent yet. */
  stop: () => Promise<void>;
}>;

/** Traces requests, commands, reactions and engines of this process, where an endpoint is given. */
export const startTracing = async (options: TracingOptions): Promise<Tracing> => {
  if (options.endpoint === '') return { stop: async () => undefined };
  const { exportTraces } = await import('./trace-export.js');
  return exportTraces(options);
};
