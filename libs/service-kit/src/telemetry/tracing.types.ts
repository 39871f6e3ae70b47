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
