import type { RenderedConfiguration } from '@daybook/ludwig';
import type { ArtifactReference } from './artifact.contract.js';
import type { FeatureMetrics } from './metrics.contract.js';
import type { RunPhase } from './run-phase.contract.js';

export const versionStatuses = [
  'queued',
  'preprocessing',
  'training',
  'evaluating',
  'visualizing',
  'explaining',
  'ready',
  'deploying',
  'deployed',
  'undeploying',
  'canceling',
  'canceled',
  'failed',
] as const;
export type VersionStatus = (typeof versionStatuses)[number];

/** `versionId` is `<repositoryId>-<number>`. */
export type VersionKey = Readonly<{ versionId: string; repositoryId: string; number: number }>;

export type TrainingDataset = Readonly<{ datasetId: string; name: string; artifact: ArtifactReference; rows: number }>;

/** Topic `versions`, key repositoryId. */
export type VersionFacts = {
  'daybook.version.queued.v1': VersionKey & {
    description: string;
    parent: number | null;
    configuration: RenderedConfiguration;
    dataset: TrainingDataset;
    at: string;
  };
  'daybook.version.phase-started.v1': VersionKey & { phase: RunPhase; attempt: number; at: string };
  /** The run lost its engine and waits for another one. */
  'daybook.version.requeued.v1': VersionKey & { attempt: number; at: string };
  /** Metrics at the best checkpoint, of the test part (of validation where there is no test part). */
  'daybook.version.ready.v1': VersionKey & { model: ArtifactReference; metrics: FeatureMetrics; at: string };
  'daybook.version.canceling.v1': VersionKey & { at: string };
  'daybook.version.canceled.v1': VersionKey & { at: string };
  'daybook.version.failed.v1': VersionKey & { phase: RunPhase | 'queued'; errorCode: string; message: string; at: string };
  'daybook.version.described.v1': VersionKey & { description: string; at: string };
  'daybook.version.starred.v1': VersionKey & { starred: boolean; at: string };
  'daybook.version.archived.v1': VersionKey & { archived: boolean; at: string };
  'daybook.version.deploying.v1': VersionKey & { deploymentId: string; generation: number; model: ArtifactReference; at: string };
  /** The version may not be deployed: it is not Ready. */
  'daybook.version.deployment-refused.v1': VersionKey & {
    deploymentId: string;
    generation: number;
    status: VersionStatus;
    /** Absent: no. */
    archived?: boolean;
    at: string;
  };
  'daybook.version.deployed.v1': VersionKey & { deploymentId: string; at: string };
  'daybook.version.undeploying.v1': VersionKey & { deploymentId: string; at: string };
  'daybook.version.undeployed.v1': VersionKey & { deploymentId: string; reason: 'undeployed' | 'deploy-failed' | 'switched'; at: string };
  /** Its repository was deleted: nobody is shown anything of it any more. */
  'daybook.version.erased.v1': VersionKey & { at: string };
};
