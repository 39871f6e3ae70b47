import { DaybookProblem, DaybookUnreachable } from '@daybook/client';

/** Stable: scripts depend on them. */
export const exitCodes = {
  ok: 0,
  unexpected: 1,
  usage: 2,
  notFound: 3,
  refused: 4,
  unavailable: 5,
  /** What was watched ended as failed or canceled. */
  unsuccessful: 6,
} as const;

/** What a failed command exits with. */
export const exitCodeOf = (error: unknown): number => {
  if (error instanceof DaybookUnreachable) return exitCodes.unavailable;
  if (!(error instanceof DaybookProblem)) return exitCodes.unexpected;
  if (error.status === 404) return exitCodes.notFound;
  return error.status >= 500 ? exitCodes.unavailable : exitCodes.refused;
};
