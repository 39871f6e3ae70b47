/** Takes an unchecked report of the engine named; resolves when the next one may come. */
export type AcceptReport = (report: unknown, engineId: string) => Promise<void>;

/** The wire to the engines, as the transport sees it. */
export interface EngineLink {
  start(accept: AcceptReport): void;
  /** Resolves when no report comes any more. */
  stop(): Promise<void>;
}
