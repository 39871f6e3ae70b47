import type { Publishing } from '@daybook/messaging';
import { upcastDeployment, type DeploymentEvent } from '../domain/deployment.events.js';
import { keyOf } from '../domain/deployment.state.js';

const deployments: Publishing<DeploymentEvent> = {
  topic: 'deployments',
  streams: ['deployment-'],
  upcast: upcastDeployment,
  on: {
    DeploymentRequested: ({ data }) => ({
      type: 'daybook.deployment.requested.v1',
      key: data.repositoryId,
      data: { ...keyOf(data), at: data.at },
    }),
    DeploymentCleared: () => null,
    DeploymentAssigned: ({ data }) => ({
      type: 'daybook.deployment.assigned.v1',
      key: data.repositoryId,
      data: { ...keyOf(data), engineId: data.engineId, at: data.at },
    }),
    DeploymentActivated: ({ data }) => ({
      type: 'daybook.deployment.activated.v1',
      key: data.repositoryId,
      data: { ...keyOf(data), engineId: data.engineId, url: data.url, at: data.at },
    }),
    DeploymentFailed: ({ data: { engineId, errorCode, message, at, ...data } }) => ({
      type: 'daybook.deployment.failed.v1',
      key: data.repositoryId,
      data: { ...keyOf(data), engineId, errorCode, message, at },
    }),
    DeploymentReplaced: ({ data }) => ({
      type: 'daybook.deployment.undeployed.v1',
      key: data.repositoryId,
      data: { ...keyOf(data), engineId: data.engineId, at: data.at },
    }),
    UndeployRequested: ({ data }) => ({
      type: 'daybook.deployment.undeploying.v1',
      key: data.repositoryId,
      data: { ...keyOf(data), engineId: data.engineId, at: data.at },
    }),
    DeploymentUndeployed: ({ data }) => ({
      type: 'daybook.deployment.undeployed.v1',
      key: data.repositoryId,
      data: { ...keyOf(data), engineId: data.engineId, at: data.at },
    }),
  },
};

/** What the deployment service tells others. */
export const deploymentPublishing: readonly Publishing<never>[] = [deployments as unknown as Publishing<never>];
