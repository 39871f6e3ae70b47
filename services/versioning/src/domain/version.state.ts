import type { RunPhase, VersionEvent, VersionKey, VersionStatus } from './version.events.js';

type Artifact = Readonly<{ sha256: string; sizeBytes: number }>;
export type DeploymentStage = 'deploying' | 'deployed' | 'undeploying';

/** Only what `decide` reads. `endedAttempt`: attempts up to this one have no say any more. */
export type LiveVersion = Readonly<{
  key: VersionKey;
  /** Where the run is, or how it ended. */
  run: 'queued' | RunPhase | 'ready' | 'canceling' | 'canceled' | 'failed';
  endedAttempt: number;
  model: Artifact | null;
  description: string;
  starred: boolean;
  archived: boolean;
  deployments: Readonly<Record<string, DeploymentStage>>;
  /** To be erased once it is neither trained nor served. */
  erasing: boolean;
}>;
export type ErasedVersion = Readonly<{ status: 'erased'; key: VersionKey }>;
export type VersionState = Readonly<{ status: 'absent' }> | ErasedVersion | (LiveVersion & Readonly<{ status: VersionStatus }>);

/** A ready version shows the furthest of its deployments. */
export const statusOf = ({ run, deployments }: Pick<LiveVersion, 'run' | 'deployments'>): VersionStatus => {
  if (run !== 'ready') return run;
  const stages = Object.values(deployments);
  return (['deployed', 'deploying', 'undeploying'] as const).find((stage) => stages.includes(stage)) ?? 'ready';
};

const live = (version: LiveVersion): VersionState => ({ ...version, status: statusOf(version) });

export const evolveVersion = (state: VersionState, event: VersionEvent): VersionState => {
  if (event.type === 'VersionQueued') {
    const { versionId, repositoryId, number, description } = event.data;
    const key = { versionId, repositoryId, number };
    const unmarked = { starred: false, archived: false, erasing: false };
    return live({ key, run: 'queued', endedAttempt: 0, model: null, description, deployments: {}, ...unmarked });
  }
  if (state.status === 'absent' || state.status === 'erased') return state;
  const { deployments } = state;
  const at = (deploymentId: string, stage: DeploymentStage): VersionState =>
    live({ ...state, deployments: { ...deployments, [deploymentId]: stage } });
  switch (event.type) {
    case 'VersionPhaseStarted':
      return live({ ...state, run: event.data.phase, endedAttempt: event.data.attempt - 1 });
    case 'VersionRequeued':
      return live({ ...state, run: 'queued', endedAttempt: event.data.attempt });
    case 'VersionReady':
      return live({ ...state, run: 'ready', model: event.data.model });
    case 'VersionCanceling':
      return live({ ...state, run: 'canceling' });
    case 'VersionCanceled':
      return live({ ...state, run: 'canceled' });
    case 'VersionFailed':
      return live({ ...state, run: 'failed' });
    case 'VersionDescribed':
      return { ...state, description: event.data.description };
    case 'VersionStarred':
      return { ...state, starred: event.data.starred };
    case 'VersionArchived':
      return { ...state, archived: event.data.archived };
    case 'VersionDeploying':
      return at(event.data.deploymentId, 'deploying');
    case 'VersionDeployed':
      return at(event.data.deploymentId, 'deployed');
    case 'VersionUndeploying':
      return at(event.data.deploymentId, 'undeploying');
    case 'VersionErasureRequested':
      return { ...state, erasing: true };
    case 'VersionErased':
      return { status: 'erased', key: state.key };
    case 'VersionDeploymentRefused':
      return state;
    case 'VersionUndeployed': {
      const { [event.data.deploymentId]: _gone, ...rest } = deployments;
      return live({ ...state, deployments: rest });
    }
  }
};
