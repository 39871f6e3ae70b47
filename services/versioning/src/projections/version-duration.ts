import { runPhases, type RunPhase, type VersionStatus } from '@daybook/contracts';

export type TimedPhase = 'queued' | RunPhase;
export type PhaseDurations = Readonly<Partial<Record<TimedPhase, number>>>;

/** `phase` is the one that goes on since `since`, null once the run has ended. Times in milliseconds, over all attempts. */
export type VersionTiming = Readonly<{ queuedAt: string; phase: TimedPhase | null; since: string; phases: PhaseDurations; total: number | null }>;

const counted: readonly VersionStatus[] = ['queued', 'preprocessing', 'training', 'evaluating'];
// The clocks of two machines may disagree by a little.
const between = (from: string, to: string): number => Math.max(0, Date.parse(to) - Date.parse(from));

export const beginTiming = (at: string): VersionTiming => ({ queuedAt: at, phase: 'queued', since: at, phases: {}, total: null });

/** The present phase ends and `phase` begins. The total is from queued to the end of evaluating. */
export const enterPhase = (timing: VersionTiming, phase: TimedPhase | null, at: string): VersionTiming => {
  if (timing.phase === null || timing.phase === phase) return timing;
  const spent = (timing.phases[timing.phase] ?? 0) + between(timing.since, at);
  const phases = { ...timing.phases, [timing.phase]: spent };
  if (phase !== null && counted.includes(phase)) return { ...timing, phase, since: at, phases, total: null };
  const total = timing.total ?? between(timing.queuedAt, at);
  return { ...timing, phase, since: at, phases, total };
};

export const phaseOf = (status: VersionStatus): TimedPhase | null => {
  if (status === 'queued') return status;
  return runPhases.find((phase) => phase === status) ?? null;
};
