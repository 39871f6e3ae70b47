import { upcasterFor, type EventOf } from '@daybook/event-sourcing';
import { withLudwigMetrics, withLudwigValidation, withLudwigValidationAsWritten, type RenderedConfiguration } from '@daybook/ludwig';

type Artifact = Readonly<{ sha256: string; sizeBytes: number }>;
type Metrics = Readonly<Record<string, Readonly<Record<string, number | null>>>>;
const runPhases = ['preprocessing', 'training', 'evaluating', 'visualizing', 'explaining'] as const;
export type RunPhase = (typeof runPhases)[number];

/** `versionId` is `<repositoryId>-<number>`. */
export type VersionKey = Readonly<{ versionId: string; repositoryId: string; number: number }>;
type Dataset = Readonly<{ datasetId: string; name: string; artifact: Artifact; rows: number }>;

type VersionQueuedV1 = VersionKey &
  Readonly<{ description: string; parent: number | null; raw: unknown; configuration: RenderedConfiguration; dataset: Dataset; at: string }>;
/**
 * `raw` is the configuration as it was given, which later patches apply to; `configuration` has every default.
 * `retrainedFrom`: number of the version that this one repeats, with its configuration, dataset and parent.
 */
export type VersionQueued = EventOf<'VersionQueued', 3, VersionQueuedV1 & { retrainedFrom: number | null }>;
export type VersionPhaseStarted = EventOf<
  'VersionPhaseStarted',
  1,
  VersionKey & { phase: RunPhase; attempt: number; engineId: string; at: string }
>;
/** Attempt `attempt` ended without a result; the version waits for another engine. */
export type VersionRequeued = EventOf<'VersionRequeued', 1, VersionKey & { attempt: number; reason: string; at: string }>;
export type VersionReady = EventOf<
  'VersionReady',
  2,
  VersionKey & { attempt: number; engineId: string; driver: string; model: Artifact; metrics: Metrics; bestEpoch: number; epochs: number; at: string }
>;
export type VersionCanceling = EventOf<'VersionCanceling', 1, VersionKey & { at: string }>;
export type VersionCanceled = EventOf<'VersionCanceled', 1, VersionKey & { at: string }>;
export type VersionFailed = EventOf<
  'VersionFailed',
  1,
  VersionKey & { phase: RunPhase | 'queued'; errorCode: string; message: string; logTail: readonly string[]; at: string }
>;
export type VersionDescribed = EventOf<'VersionDescribed', 1, VersionKey & { description: string; at: string }>;
export type VersionStarred = EventOf<'VersionStarred', 1, VersionKey & { starred: boolean; at: string }>;
export type VersionArchived = EventOf<'VersionArchived', 1, VersionKey & { archived: boolean; at: string }>;

type DeploymentKey = VersionKey & Readonly<{ deploymentId: string }>;
export type VersionDeploying = EventOf<'VersionDeploying', 1, DeploymentKey & { generation: number; model: Artifact; at: string }>;
export type VersionDeploymentRefused = EventOf<
  'VersionDeploymentRefused',
  1,
  DeploymentKey & { generation: number; status: VersionStatus; archived?: boolean; at: string }
>;
export type VersionDeployed = EventOf<'VersionDeployed', 1, DeploymentKey & { at: string }>;
export type VersionUndeploying = EventOf<'VersionUndeploying', 1, DeploymentKey & { at: string }>;
export type VersionUndeployed = EventOf<
  'VersionUndeployed',
  1,
  DeploymentKey & { reason: 'undeployed' | 'deploy-failed' | 'switched'; at: string }
>;

/** Its repository was deleted: it is erased as soon as it is neither trained nor served. */
export type VersionErasureRequested = EventOf<'VersionErasureRequested', 1, VersionKey & { at: string }>;
/** Nothing of it is shown any more. */
export type VersionErased = EventOf<'VersionErased', 1, VersionKey & { at: string }>;

export const versionStatuses = [
  'queued',
  ...runPhases,
  'ready',
  'deploying',
  'deployed',
  'undeploying',
  'canceling',
  'canceled',
  'failed',
] as const;
export type VersionStatus = (typeof versionStatuses)[number];

export type VersionEvent =
  | VersionQueued
  | VersionPhaseStarted
  | VersionRequeued
  | VersionReady
  | VersionCanceling
  | VersionCanceled
  | VersionFailed
  | VersionDescribed
  | VersionStarred
  | VersionArchived
  | VersionDeploying
  | VersionDeploymentRefused
  | VersionDeployed
  | VersionUndeploying
  | VersionUndeployed
  | VersionErasureRequested
  | VersionErased;

/** `accuracy` of a category was the fraction right once, and Ludwig's was called otherwise. */
const validatedAsBefore = (data: VersionQueued['data']): VersionQueued['data'] => ({
  ...data,
  raw: withLudwigValidationAsWritten(data.raw, data.configuration),
  configuration: withLudwigValidation(data.configuration),
});

const first = { current: 1, steps: {} } as const;
export const upcastVersion = upcasterFor<VersionEvent>({
  VersionQueued: {
    current: 3,
    steps: {
      // The first shape said it in the description only, which anybody may have changed.
      1: (data: VersionQueuedV1): VersionQueued['data'] => ({ ...data, retrainedFrom: null }),
      2: validatedAsBefore,
    },
  },
  VersionPhaseStarted: first,
  VersionRequeued: first,
  VersionReady: {
    current: 2,
    steps: { 1: (data: VersionReady['data']): VersionReady['data'] => ({ ...data, metrics: withLudwigMetrics(data.metrics) }) },
  },
  VersionCanceling: first,
  VersionCanceled: first,
  VersionFailed: first,
  VersionDescribed: first,
  VersionStarred: first,
  VersionArchived: first,
  VersionDeploying: first,
  VersionDeploymentRefused: first,
  VersionDeployed: first,
  VersionUndeploying: first,
  VersionUndeployed: first,
  VersionErasureRequested: first,
  VersionErased: first,
});
