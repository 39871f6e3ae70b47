import type { VersionKey } from './version.contract.js';

/** `generation` counts what the deployment was told to serve: 1 at first, one more with every switch. */
type DeploymentKey = VersionKey & Readonly<{ deploymentId: string; name: string; generation: number }>;

/** Topic `deployments`, key repositoryId. */
export type DeploymentFacts = {
  /** Asks versioning whether this version may be deployed. */
  'daybook.deployment.requested.v1': DeploymentKey & { at: string };
  'daybook.deployment.assigned.v1': DeploymentKey & { engineId: string; at: string };
  'daybook.deployment.activated.v1': DeploymentKey & { engineId: string; url: string; at: string };
  'daybook.deployment.failed.v1': DeploymentKey & { errorCode: string; message: string; at: string };
  'daybook.deployment.undeploying.v1': DeploymentKey & { at: string };
  'daybook.deployment.undeployed.v1': DeploymentKey & { at: string };
};
