import { problemOf, type Problem } from '@daybook/service-kit';
import type { UpstreamName } from '../upstream.types.js';

/** The request has done nothing. */
const neverReached = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);
const changesNothing = new Set(['GET', 'HEAD', 'OPTIONS']);

const codeOf = (error: unknown): string => {
  const { code, cause } = error as { code?: string; cause?: unknown };
  return cause === undefined ? (code ?? String(error)) : codeOf(cause);
};

/** Whether the connection was never made. */
export const isAway = (error: unknown): boolean => neverReached.has(codeOf(error));

/** A service that could not be asked, or that was asked and never answered: then a command may have been carried out. */
export const upstreamProblem = (upstream: UpstreamName, method: string, error: unknown): Problem => {
  const reason = codeOf(error);
  if (isAway(error) || changesNothing.has(method)) {
    return problemOf('upstream-unavailable', 503, `service ${upstream} cannot be reached (${reason})`, { upstream });
  }
  const detail = `service ${upstream} was asked and did not answer (${reason}); the same Idempotency-Key settles it`;
  return problemOf('upstream-outcome-unknown', 504, detail, { upstream });
};
