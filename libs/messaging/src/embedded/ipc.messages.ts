import type { EngineCommand, EngineReport } from '@daybook/contracts';

/** What goes to an engine's process. `taken` answers the report of that number: the next may come. */
export type ToEngine = Readonly<{ kind: 'command'; command: EngineCommand } | { kind: 'taken'; number: number }>;

/** What comes from an engine's process; `number` ascends within the process. */
export type FromEngine = Readonly<{ kind: 'report'; number: number; report: EngineReport }>;

/** The report is still to be checked; null for what is no report at all. */
export const reportOf = (message: unknown): Readonly<{ number: number; report: unknown }> | null => {
  if (typeof message !== 'object' || message === null) return null;
  const { kind, number, report } = message as Record<string, unknown>;
  return kind === 'report' && typeof number === 'number' ? { number, report } : null;
};
