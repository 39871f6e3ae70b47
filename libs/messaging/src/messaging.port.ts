import type { EngineCommand, EngineReport, FactType } from '@daybook/contracts';
import type { Fact } from './fact.types.js';

/** Sends commands to engines; resolves when the transport has taken charge of the message. @throws EngineUnreachable */
export interface EngineCommandSender {
  send(command: EngineCommand): Promise<void>;
}

/** Sends an engine's reports to the services that listen. */
export interface EngineReportSender {
  send(report: EngineReport): Promise<void>;
}

export type FactFilter = Readonly<{ keys?: readonly string[]; types?: readonly FactType[]; subjects?: readonly string[] }>;

/** Facts above `after` that match, up to `position`; an empty batch moves the position only. */
export type FactBatch = Readonly<{ facts: readonly Fact[]; position: number; caughtUp: boolean }>;

/** Public events straight from the log, for feeds: from any position, then live. */
export interface FactFeed {
  follow(after: number, filter: FactFilter, signal: AbortSignal): AsyncIterable<FactBatch>;
}

export const EVENT_STORE = Symbol.for('daybook.event-store');
export const ENGINE_COMMANDS = Symbol.for('daybook.engine-commands');
export const ENGINE_REPORTS = Symbol.for('daybook.engine-reports');
export const FACT_FEED = Symbol.for('daybook.fact-feed');
export const ARTIFACT_STORE = Symbol.for('daybook.artifact-store');
