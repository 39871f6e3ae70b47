import type { DeploymentEvent, TargetKey } from './deployment.events.js';

type Artifact = Readonly<{ sha256: string; sizeBytes: number }>;

/** A target on its way: `wantedEngineId` is the caller's wish, `engineId` who was told. */
export type PendingTarget = TargetKey &
  Readonly<{ wantedEngineId: string | null; model: Artifact | null; engineId: string | null }>;
export type ServedTarget = TargetKey & Readonly<{ model: Artifact; engineId: string }>;

/** `generation` in the ended states is the last one used. During a switch the former target is still served. */
export type DeploymentState =
  | Readonly<{ status: 'absent' }>
  | Readonly<{ status: 'deploying'; target: PendingTarget; served: ServedTarget | null }>
  | Readonly<{ status: 'active'; served: ServedTarget }>
  | Readonly<{ status: 'undeploying'; target: TargetKey & Readonly<{ engineId: string | null }> }>
  | Readonly<{ status: 'undeployed' | 'failed'; generation: number }>;

export const keyOf = ({ deploymentId, repositoryId, versionId, number, generation }: TargetKey): TargetKey => ({
  deploymentId,
  repositoryId,
  versionId,
  number,
  generation,
});

/** Folds one event. An event that does not fit the state cannot have been decided, so it leaves it alone. */
export const evolveDeployment = (state: DeploymentState, event: DeploymentEvent): DeploymentState => {
  if (event.type === 'DeploymentRequested') {
    const target = { ...keyOf(event.data), wantedEngineId: event.data.engineId, model: null, engineId: null };
    return { status: 'deploying', target, served: state.status === 'active' ? state.served : null };
  }
  if (event.type === 'UndeployRequested') {
    if (state.status !== 'deploying' && state.status !== 'active') return state;
    const { engineId } = state.status === 'active' ? state.served : (state.served ?? state.target);
    return { status: 'undeploying', target: { ...keyOf(event.data), engineId } };
  }
  if (event.type === 'DeploymentUndeployed') return { status: 'undeployed', generation: event.data.generation };
  if (state.status !== 'deploying') return state;
  const { target, served } = state;
  switch (event.type) {
    case 'DeploymentCleared':
      return { ...state, target: { ...target, model: event.data.model } };
    case 'DeploymentAssigned':
      return { ...state, target: { ...target, engineId: event.data.engineId } };
    case 'DeploymentReplaced':
      return { ...state, served: null };
    case 'DeploymentActivated':
      if (target.model === null) return state;
      return { status: 'active', served: { ...keyOf(target), model: target.model, engineId: event.data.engineId } };
    case 'DeploymentFailed':
      if (served === null) return { status: 'failed', generation: event.data.generation };
      // Later generations must stay above the failed one, so the served target takes over its number.
      return { status: 'active', served: { ...served, generation: event.data.generation } };
  }
};
