import { upcasterFor, type EventOf } from '@daybook/event-sourcing';

type Artifact = Readonly<{ sha256: string; sizeBytes: number }>;

/**
 * What a deployment is told to serve. `generation` ascends with everything it is told, also over undeploying and
 * deploying again, and fences late answers of an engine.
 */
export type TargetKey = Readonly<{
  deploymentId: string;
  repositoryId: string;
  versionId: string;
  number: number;
  generation: number;
}>;

export type DeploymentRequested = EventOf<'DeploymentRequested', 1, TargetKey & { engineId: string | null; at: string }>;
/** Versioning agreed: the version is being deployed and this is its model. */
export type DeploymentCleared = EventOf<'DeploymentCleared', 1, TargetKey & { model: Artifact; at: string }>;
export type DeploymentAssigned = EventOf<'DeploymentAssigned', 1, TargetKey & { engineId: string; at: string }>;
export type DeploymentActivated = EventOf<'DeploymentActivated', 1, TargetKey & { engineId: string; url: string; at: string }>;
export type DeploymentFailed = EventOf<'DeploymentFailed', 1, TargetKey & { engineId: string | null; errorCode: string; message: string; at: string }>;
/** The version that was served before a switch is not served any more. */
export type DeploymentReplaced = EventOf<'DeploymentReplaced', 1, TargetKey & { engineId: string; at: string }>;
export type UndeployRequested = EventOf<'UndeployRequested', 1, TargetKey & { engineId: string | null; at: string }>;
export type DeploymentUndeployed = EventOf<'DeploymentUndeployed', 1, TargetKey & { engineId: string | null; at: string }>;

export type DeploymentEvent =
  | DeploymentRequested
  | DeploymentCleared
  | DeploymentAssigned
  | DeploymentActivated
  | DeploymentFailed
  | DeploymentReplaced
  | UndeployRequested
  | DeploymentUndeployed;

export const upcastDeployment = upcasterFor<DeploymentEvent>({
  DeploymentRequested: { current: 1, steps: {} },
  DeploymentCleared: { current: 1, steps: {} },
  DeploymentAssigned: { current: 1, steps: {} },
  DeploymentActivated: { current: 1, steps: {} },
  DeploymentFailed: { current: 1, steps: {} },
  DeploymentReplaced: { current: 1, steps: {} },
  UndeployRequested: { current: 1, steps: {} },
  DeploymentUndeployed: { current: 1, steps: {} },
});
