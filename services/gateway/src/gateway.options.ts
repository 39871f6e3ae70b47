import type { Upstreams } from './upstream.types.js';

export type GatewayOptions = Readonly<{
  host: string;
  /** 0 takes a free one. */
  port: number;
  upstreams: Upstreams;
  logLevel: string;
  /** Base URL of an OTLP collector; no traces without one. */
  otlpEndpoint?: string;
  /** How long a service may take from the end of a request to the first byte of its answer; five minutes when absent. */
  answerTimeoutMs?: number;
}>;
