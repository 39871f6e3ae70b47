import type { RequeueReason, RunPhase } from '../domain/run.events.js';

export type PhaseSpan = Readonly<{ phase: RunPhase; startedAt: string; endedAt: string | null }>;

/** `message` says why it ended without a result. Phases begin and end by the engine's clock. */
export type AttemptSpan = Readonly<{
  attempt: number;
  engineId: string;
  driver: string;
  assignedAt: string;
  acceptedAt: string | null;
  endedAt: string | null;
  outcome: 'completed' | 'failed' | 'canceled' | RequeueReason | null;
  message: string | null;
  phases: readonly PhaseSpan[];
}>;
export type Timeline = readonly AttemptSpan[];

export const beginAttempt = (timeline: Timeline, begun: Pick<AttemptSpan, 'attempt' | 'engineId' | 'driver' | 'assignedAt'>): Timeline => [
  ...timeline,
  { ...begun, acceptedAt: null, endedAt: null, outcome: null, message: null, phases: [] },
];

export const acceptAttempt = (timeline: Timeline, acceptedAt: string): Timeline => withLast(timeline, (attempt) => ({ ...attempt, acceptedAt }));

export const beginPhase = (timeline: Timeline, phase: RunPhase, startedAt: string): Timeline =>
  withLast(timeline, (attempt) => ({ ...attempt, phases: [...closed(attempt.phases, startedAt), { phase, startedAt, endedAt: null }] }));

/** Nothing changes where no attempt was begun: the run ended in the queue. */
export const endLastAttempt = (timeline: Timeline, outcome: NonNullable<AttemptSpan['outcome']>, endedAt: string, message: string | null = null): Timeline =>
  withLast(timeline, (attempt) => {
    if (attempt.endedAt !== null) return attempt;
    return { ...attempt, endedAt, outcome, message, phases: closed(attempt.phases, endedAt) };
  });

const closed = (phases: readonly PhaseSpan[], endedAt: string): readonly PhaseSpan[] =>
  phases.map((span) => (span.endedAt === null ? { ...span, endedAt } : span));

const withLast = (timeline: Timeline, change: (attempt: AttemptSpan) => AttemptSpan): Timeline => {
  const last = timeline.at(-1);
  return last === undefined ? timeline : [...timeline.slice(0, -1), change(last)];
};
