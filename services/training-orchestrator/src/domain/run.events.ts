import { upcasterFor, type EventOf } from '@daybook/event-sourcing';
import { withLudwigMetrics, withLudwigValidation, type RenderedConfiguration } from '@daybook/ludwig';

export type Artifact = Readonly<{ sha256: string; sizeBytes: number }>;
export type Metrics = Readonly<Record<string, Readonly<Record<string, number | null>>>>;
export type RunPhase = 'preprocessing' | 'training' | 'evaluating' | 'visualizing' | 'explaining';
/** A run has the id of its version. */
export type RunKey = Readonly<{ versionId: string; repositoryId: string; number: number }>;
export type Dataset = Readonly<{ datasetId: string; name: string; artifact: Artifact; rows: number }>;
type AttemptKey = RunKey & Readonly<{ attempt: number }>;
export type RunArtifacts = Readonly<{ model: Artifact; evaluation: Artifact; visualizations: Artifact; explanations: Artifact }>;
/** `engine-released`: an operator has taken the engine away. */
export type RequeueReason = 'engine-lost' | 'engine-released' | 'attempt-crashed';

export type RunQueued = EventOf<'RunQueued', 2, RunKey & { configuration: RenderedConfiguration; dataset: Dataset; at: string }>;
export type RunAssigned = EventOf<'RunAssigned', 1, AttemptKey & { engineId: string; driver: string; at: string }>;
/** The engine has the attempt in hand. */
export type RunAccepted = EventOf<'RunAccepted', 1, AttemptKey & { engineId: string; at: string }>;
export type RunPhaseStarted = EventOf<'RunPhaseStarted', 1, AttemptKey & { phase: RunPhase; engineId: string; at: string }>;
export type RunDatasetSplit = EventOf<
  'RunDatasetSplit',
  1,
  AttemptKey & { rows: { training: number; validation: number; test: number; dropped: number }; at: string }
>;
export type RunCheckpointed = EventOf<
  'RunCheckpointed',
  1,
  AttemptKey & { kind: 'latest' | 'best'; epoch: number; artifact: Artifact; at: string }
>;
/** The attempt ended without a result; the next one begins at the latest checkpoint. `message` says what happened. */
export type RunRequeued = EventOf<'RunRequeued', 2, AttemptKey & { reason: RequeueReason; message: string; at: string }>;
type RunRequeuedV1 = Omit<RunRequeued['data'], 'message'>;
export type RunCancelRequested = EventOf<'RunCancelRequested', 1, AttemptKey & { engineId: string | null; at: string }>;
export type RunCompleted = EventOf<
  'RunCompleted',
  2,
  AttemptKey & {
    engineId: string;
    driver: string;
    artifacts: RunArtifacts;
    metrics: Metrics;
    bestEpoch: number;
    epochs: number;
    at: string;
  }
>;
export type RunFailed = EventOf<
  'RunFailed',
  1,
  AttemptKey & { phase: RunPhase | 'queued'; errorCode: string; message: string; logTail: readonly string[]; at: string }
>;
export type RunCanceled = EventOf<'RunCanceled', 1, AttemptKey & { at: string }>;
/** Its version was erased: nothing of it is shown, and nothing of it is kept from the garbage. */
export type RunErased = EventOf<'RunErased', 1, RunKey & { at: string }>;

export type RunEvent =
  | RunQueued
  | RunAssigned
  | RunAccepted
  | RunPhaseStarted
  | RunDatasetSplit
  | RunCheckpointed
  | RunRequeued
  | RunCancelRequested
  | RunCompleted
  | RunFailed
  | RunCanceled
  | RunErased;

const first = { current: 1, steps: {} } as const;
export const upcastRun = upcasterFor<RunEvent>({
  // In the first shapes `accuracy` of a category was the fraction right, and Ludwig's was called otherwise.
  RunQueued: {
    current: 2,
    steps: { 1: (data: RunQueued['data']): RunQueued['data'] => ({ ...data, configuration: withLudwigValidation(data.configuration) }) },
  },
  RunAssigned: first,
  RunAccepted: first,
  RunPhaseStarted: first,
  RunDatasetSplit: first,
  RunCheckpointed: first,
  RunRequeued: { current: 2, steps: { 1: (data: RunRequeuedV1): RunRequeued['data'] => ({ ...data, message: '' }) } },
  RunCancelRequested: first,
  RunCompleted: {
    current: 2,
    steps: { 1: (data: RunCompleted['data']): RunCompleted['data'] => ({ ...data, metrics: withLudwigMetrics(data.metrics) }) },
  },
  RunFailed: first,
  RunCanceled: first,
  RunErased: first,
});
