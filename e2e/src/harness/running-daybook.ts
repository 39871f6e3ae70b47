import type { DaybookClient } from '@daybook/client';

/** The product as a test meets it, whatever it runs on; its data outlive `kill9`. */
export interface RunningDaybook {
  readonly url: string;
  client(actor?: string, reason?: string): DaybookClient;
  /** Resolves once requests are answered. */
  start(): Promise<void>;
  /** Power off for every process of it: nothing is said, nothing is closed. */
  kill9(): Promise<void>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}
