import type { VersionKey } from './version.contract.js';

/** `deploymentId` is the deployment's name; `generation` ascends with everything it is told to serve. */
type DeploymentKey = VersionKey & Readonly<{ deploymentId: string; generation: number }>;

/** Topic `deployments`, key repositoryId. */
export type DeploymentFacts = {
  /** Asks versioning whether this version may be deployed. */
  'daybook.deployment.requested.v1': DeploymentKey & { at: string };
  'daybook.deployment.assigned.v1': DeploymentKey & { engineId: string; at: string };
  'daybook.deployment.activated.v1': DeploymentKey & { engineId: string; url: string; at: string };
  'daybook.deployment.failed.v1': DeploymentKey & { engineId: string | null; errorCode: string; message: string; at: string };
  'daybook.deployment.undeploying.v1': DeploymentKey & { engineId: string | null; at: string };
  /** This version is not served by this deployment any more: undeployed, or replaced by a switch. */
  'daybook.deployment.undeployed.v1': DeploymentKey & { engineId: string | null; at: string };
};
