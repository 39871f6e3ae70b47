import type { CommandOf } from '@daybook/event-sourcing';
import type { Artifact, Metrics, RequeueReason, RunArtifacts, RunPhase, RunQueued } from './run.events.js';

/** What an engine says of one attempt; a stale attempt has no say. */
type OfAttempt = Readonly<{ attempt: number; at: string }>;

export type QueueRun = CommandOf<'QueueRun', RunQueued['data']>;
export type AssignRun = CommandOf<'AssignRun', OfAttempt & { engineId: string; driver: string }>;
export type StartPhase = CommandOf<'StartPhase', OfAttempt & { phase: RunPhase }>;
export type RecordSplit = CommandOf<
  'RecordSplit',
  OfAttempt & { rows: { training: number; validation: number; test: number; dropped: number } }
>;
export type RecordCheckpoint = CommandOf<'RecordCheckpoint', OfAttempt & { kind: 'latest' | 'best'; epoch: number; artifact: Artifact }>;
/** `logTail` is kept when attempts are used up. */
export type RequeueRun = CommandOf<'RequeueRun', OfAttempt & { reason: RequeueReason; message: string; logTail: readonly string[]; maxAttempts: number }>;
export type RequestCancel = CommandOf<'RequestCancel', { at: string }>;
export type CompleteRun = CommandOf<'CompleteRun', OfAttempt & { artifacts: RunArtifacts; metrics: Metrics; bestEpoch: number; epochs: number }>;
export type FailRun = CommandOf<'FailRun', OfAttempt & { phase: RunPhase; errorCode: string; message: string; logTail: readonly string[] }>;
export type RecordCanceled = CommandOf<'RecordCanceled', OfAttempt>;

export type AttemptCommand = StartPhase | RecordSplit | RecordCheckpoint | RequeueRun | CompleteRun | FailRun | RecordCanceled;
export type RunCommand = QueueRun | AssignRun | RequestCancel | AttemptCommand;
