import type { CommandOf } from '@daybook/event-sourcing';
import type { Artifact, Metrics, RequeueReason, RunArtifacts, RunPhase, RunQueued } from './run.events.js';

/** What an engine says of one attempt; a stale attempt has no say. */
type OfAttempt = Readonly<{ attempt: number; at: string }>;
type Rows = Readonly<{ training: number; validation: number; test: number; dropped: number }>;
type Result = Readonly<{ artifacts: RunArtifacts; metrics: Metrics; bestEpoch: number; epochs: number }>;
/** `maxAttempts` failures end the run; `message` and `logTail` are kept when they do. */
type Setback = Readonly<{ message: string; logTail: readonly string[]; maxAttempts: number }>;

export type QueueRun = CommandOf<'QueueRun', RunQueued['data']>;
/** A run that must never begin, since its repository was deleted before it was queued. */
export type RefuseRun = CommandOf<'RefuseRun', RunQueued['data']>;
/** Of a run that has ended. */
export type EraseRun = CommandOf<'EraseRun', { at: string }>;
export type AssignRun = CommandOf<'AssignRun', OfAttempt & { engineId: string; driver: string }>;
export type AcceptRun = CommandOf<'AcceptRun', OfAttempt>;
export type StartPhase = CommandOf<'StartPhase', OfAttempt & { phase: RunPhase }>;
export type RecordSplit = CommandOf<'RecordSplit', OfAttempt & { rows: Rows }>;
export type RecordCheckpoint = CommandOf<'RecordCheckpoint', OfAttempt & { kind: 'latest' | 'best'; epoch: number; artifact: Artifact }>;
export type RequeueRun = CommandOf<'RequeueRun', OfAttempt & Setback & { reason: RequeueReason }>;
export type RequestCancel = CommandOf<'RequestCancel', { at: string }>;
export type CompleteRun = CommandOf<'CompleteRun', OfAttempt & Result>;
export type FailRun = CommandOf<'FailRun', OfAttempt & { phase: RunPhase; errorCode: string; message: string; logTail: readonly string[] }>;
/** The engine has let go of the attempt. */
export type RecordCanceled = CommandOf<'RecordCanceled', OfAttempt & { maxAttempts: number }>;

export type ProgressCommand = AcceptRun | StartPhase | RecordSplit | RecordCheckpoint;
export type EndCommand = RequeueRun | CompleteRun | FailRun | RecordCanceled;
export type AttemptCommand = ProgressCommand | EndCommand;
export type RunCommand = QueueRun | RefuseRun | EraseRun | AssignRun | RequestCancel | AttemptCommand;
