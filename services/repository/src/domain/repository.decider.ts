import { IllegalTransition, type Decider } from '@daybook/event-sourcing';
import type {
  ChangeRepository,
  CreateRepository,
  ForfeitName,
  Labels,
  LinkedDataset,
  RepositoryCommand,
} from './repository.commands.js';
import { decideDeleted } from './repository-deletion.decision.js';
import { decideDefault, decideVersionRecord } from './repository-versions.decision.js';
import { RepositoryNotFound } from './repository.errors.js';
import type { RepositoryDatasetLinked, RepositoryEvent } from './repository.events.js';
import { bearsName, evolveRepository, type PresentRepository, type RepositoryState } from './repository.state.js';

export const repository: Decider<RepositoryState, RepositoryCommand, RepositoryEvent> = {
  initialState: { status: 'absent' },

  /** @throws IllegalTransition, RepositoryNotFound, VersionUnknown, VersionNotReady, VersionIsArchived */
  decide(command, state) {
    if (command.type === 'ForfeitName') return forfeit(command.data, state);
    if (command.type === 'CreateRepository') {
      if (state.status !== 'absent') throw new IllegalTransition(command.type, state.status);
      return creation(command.data);
    }
    if (state.status === 'deleted') return decideDeleted(command, state);
    if (state.status !== 'present') throw new RepositoryNotFound(state.status);
    const { repositoryId, datasetIds, name } = state;
    switch (command.type) {
      case 'ChangeRepository':
        return changes(command.data, state);
      case 'LinkDataset':
        return datasetIds.has(command.data.datasetId) ? [] : [linked(repositoryId, command.data, command.data.at)];
      case 'AddVersion':
      case 'RecordVersionReady':
      case 'RecordVersionArchived':
        return decideVersionRecord(command, state);
      case 'SetDefaultVersion':
        return decideDefault(command.data, state);
      // Only a deleted one has anything to be erased.
      case 'FinishDeletion':
      case 'RecordVersionErased':
        return [];
      case 'DeleteRepository':
        return [{ type: 'RepositoryDeleted', schemaVersion: 1, data: { repositoryId, name, at: command.data.at } }];
    }
  },

  evolve: evolveRepository,
};

const creation = ({ datasets, ...data }: CreateRepository['data']): readonly RepositoryEvent[] => [
  { type: 'RepositoryCreated', schemaVersion: 1, data },
  ...[...new Map(datasets.map((dataset) => [dataset.datasetId, dataset])).values()].map((dataset) =>
    linked(data.repositoryId, dataset, data.at),
  ),
];

const linked = (
  repositoryId: string,
  { datasetId, datasetName }: LinkedDataset,
  at: string,
): RepositoryDatasetLinked => ({
  type: 'RepositoryDatasetLinked',
  schemaVersion: 1,
  data: { repositoryId, datasetId, datasetName, at },
});

/** A deleted repository takes no more names, so there is nobody to stop; even a creation that never came to be may still come. */
const forfeit = (data: ForfeitName['data'], state: RepositoryState): readonly RepositoryEvent[] => {
  if (state.status === 'deleted' || bearsName(state, data.name)) return [];
  return [{ type: 'RepositoryNameForfeited', schemaVersion: 1, data }];
};

const changes = (
  { name, description, labels, at }: ChangeRepository['data'],
  state: PresentRepository,
): readonly RepositoryEvent[] => {
  const { repositoryId } = state;
  const events: RepositoryEvent[] = [];
  if (name !== undefined && name !== state.name) {
    events.push({
      type: 'RepositoryRenamed',
      schemaVersion: 1,
      data: { repositoryId, name, previousName: state.name, at },
    });
  }
  if (description !== undefined && description !== state.description) {
    events.push({ type: 'RepositoryDescribed', schemaVersion: 1, data: { repositoryId, description, at } });
  }
  if (labels !== undefined && !sameLabels(labels, state.labels)) {
    events.push({ type: 'RepositoryLabelled', schemaVersion: 1, data: { repositoryId, labels, at } });
  }
  return events;
};

const sameLabels = (a: Labels, b: Labels): boolean =>
  Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([key, value]) => b[key] === value);
