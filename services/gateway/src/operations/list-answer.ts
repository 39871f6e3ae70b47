import { problemOf, type Problem } from '@daybook/service-kit';
import { UpstreamRefusal } from '../upstream.client.js';
import type { UpstreamName } from '../upstream.types.js';

/** A service that gave no list, and why. */
export type Failure = Readonly<{ service: UpstreamName; error: unknown }>;
export type Unavailable = Readonly<{ service: UpstreamName; reason: string }>;

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)) || 'no answer';

export const unavailable = ({ service, error }: Failure): Unavailable => ({ service, reason: reasonOf(error) });

/** What some of the services that were asked can answer is an answer: then null. When none can, that is a problem: theirs, where all have the same. */
export const problemOfAll = (failures: readonly Failure[], asked: number): Problem | null => {
  if (failures.length < asked) return null;
  const problems = failures.flatMap(({ error }) => (error instanceof UpstreamRefusal ? [error.problem] : []));
  const [first] = problems;
  if (first !== undefined && problems.length === failures.length && problems.every(({ code }) => code === first.code)) return first;
  const reasons = failures.map(unavailable).map(({ service, reason }) => `${service}: ${reason}`);
  return problemOf('upstream-unavailable', 503, `no service can answer now: ${reasons.join('; ')}`);
};
