import { defineProjection, type Recorded } from '@daybook/event-sourcing';
import { upcastDeployment, type DeploymentEvent } from '../domain/deployment.events.js';

export type HistoryEntry = Readonly<{
  position: number;
  type: string;
  at: string;
  actor: string;
  reason: string | null;
  data: DeploymentEvent['data'];
}>;
/** Everything that happened to one deployment, oldest first. */
export type DeploymentHistory = Readonly<{ deploymentId: string; entries: readonly HistoryEntry[] }>;

type Reduce = (history: DeploymentHistory | null, event: Recorded<DeploymentEvent>) => DeploymentHistory;

const append: Reduce = (history, { type, data, position, metadata: { actor, reason } }) => ({
  deploymentId: data.deploymentId,
  entries: [...(history?.entries ?? []), { position, type, at: data.at, actor, reason: reason ?? null, data }],
});

export const deploymentHistory = defineProjection<DeploymentHistory, DeploymentEvent>({
  name: 'deployment-history-v1',
  streams: ['deployment-'],
  upcast: upcastDeployment,
  keyOf: (event) => event.data.deploymentId,
  on: {
    DeploymentRequested: append,
    DeploymentCleared: append,
    DeploymentAssigned: append,
    DeploymentActivated: append,
    DeploymentFailed: append,
    DeploymentReplaced: append,
    UndeployRequested: append,
    DeploymentUndeployed: append,
  },
});
