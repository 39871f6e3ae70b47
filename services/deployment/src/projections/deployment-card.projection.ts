import { defineProjection, ViewMissing } from '@daybook/event-sourcing';
import { upcastDeployment, type DeploymentEvent } from '../domain/deployment.events.js';

export type ServedVersion = Readonly<{ versionId: string; number: number; generation: number; engineId: string; since: string }>;

/** One document per deployment. `serving` is what answers queries now, `target` what is on its way. */
export type DeploymentCard = Readonly<{
  deploymentId: string;
  repositoryId: string;
  status: 'deploying' | 'active' | 'undeploying' | 'undeployed' | 'failed';
  number: number;
  generation: number;
  target: Readonly<{ versionId: string; number: number; generation: number; engineId: string | null }> | null;
  serving: ServedVersion | null;
  /** The version served before the present one: where a rollback goes. */
  previous: Readonly<{ versionId: string; number: number }> | null;
  /** Engine that has, or is told to have, the model. */
  engineId: string | null;
  failure: Readonly<{ errorCode: string; message: string; number: number; at: string }> | null;
  createdAt: string;
  createdBy: string;
  updatedAt: string;
  /** Of the deployment's stream: what If-Match takes. */
  revision: number;
}>;

const present = (card: DeploymentCard | null): DeploymentCard => {
  if (card === null) throw new ViewMissing('deployment-card');
  return card;
};

/** What was served last, once it is served no more. */
const formerOf = ({ serving, previous }: DeploymentCard): DeploymentCard['previous'] =>
  serving === null ? previous : { versionId: serving.versionId, number: serving.number };

export const deploymentCard = defineProjection<DeploymentCard, DeploymentEvent>({
  name: 'deployment-card-v2',
  streams: ['deployment-'],
  upcast: upcastDeployment,
  keyOf: (event) => event.data.deploymentId,
  indexes: [
    { field: 'repositoryId', type: 'text' },
    { field: 'status', type: 'text' },
    { field: 'engineId', type: 'text' },
    { field: 'number', type: 'number' },
    { field: 'createdAt', type: 'text' },
    { field: 'updatedAt', type: 'text' },
  ],
  on: {
    DeploymentRequested: (card, { data, metadata, revision }) => ({
      deploymentId: data.deploymentId,
      repositoryId: data.repositoryId,
      status: 'deploying',
      number: data.number,
      generation: data.generation,
      target: { versionId: data.versionId, number: data.number, generation: data.generation, engineId: null },
      serving: card?.serving ?? null,
      // The name may have changed hands: the former owner's version is no way back.
      previous: card?.repositoryId === data.repositoryId ? card.previous : null,
      engineId: card?.serving?.engineId ?? null,
      failure: null,
      createdAt: card?.createdAt ?? data.at,
      createdBy: card?.createdBy ?? metadata.actor,
      updatedAt: data.at,
      revision,
    }),
    DeploymentCleared: (card, { data, revision }) => ({ ...present(card), updatedAt: data.at, revision }),
    DeploymentAssigned: (card, { data, revision }) => {
      const { target, ...rest } = present(card);
      const engineId = data.engineId;
      return { ...rest, target: target && { ...target, engineId }, engineId, updatedAt: data.at, revision };
    },
    DeploymentActivated: (card, { data, revision }) => {
      const { versionId, number, generation, engineId, at } = data;
      const serving = { versionId, number, generation, engineId, since: at };
      const before = present(card);
      const former = formerOf(before);
      const previous = former?.versionId === versionId ? null : former;
      return { ...before, status: 'active', number, target: null, serving, engineId, previous, updatedAt: at, revision };
    },
    DeploymentReplaced: (card, { data, revision }) => ({ ...present(card), updatedAt: data.at, revision }),
    DeploymentFailed: (card, { data: { errorCode, message, number, at }, revision }) => {
      const { serving, ...rest } = present(card);
      const failure = { errorCode, message, number, at };
      return {
        ...rest,
        status: serving === null ? 'failed' : 'active',
        number: serving?.number ?? number,
        target: null,
        serving,
        engineId: serving?.engineId ?? null,
        failure,
        updatedAt: at,
        revision,
      };
    },
    UndeployRequested: (card, { data: { at }, revision }) => ({ ...present(card), status: 'undeploying', target: null, updatedAt: at, revision }),
    DeploymentUndeployed: (card, { data: { at }, revision }) => {
      const before = present(card);
      return { ...before, status: 'undeployed', target: null, serving: null, engineId: null, previous: formerOf(before), updatedAt: at, revision };
    },
  },
});
