import { IllegalTransition, type Decider } from '@daybook/event-sourcing';
import type { ChangeRepository, RepositoryCommand } from './repository.commands.js';
import { VersionUnknown } from './repository.errors.js';
import type { RepositoryEvent } from './repository.events.js';

type Labels = Readonly<Record<string, string>>;

export type RepositoryState =
  | Readonly<{ status: 'absent' | 'deleted' }>
  | Readonly<{
      status: 'present';
      repositoryId: string;
      name: string;
      description: string;
      labels: Labels;
      numbers: ReadonlySet<number>;
      defaultNumber: number | null;
    }>;
type Present = Extract<RepositoryState, { status: 'present' }>;

export const repository: Decider<RepositoryState, RepositoryCommand, RepositoryEvent> = {
  initialState: { status: 'absent' },

  /** @throws IllegalTransition, VersionUnknown */
  decide(command, state) {
    if (command.type === 'CreateRepository') {
      if (state.status !== 'absent') throw new IllegalTransition(command.type, state.status);
      return [{ type: 'RepositoryCreated', schemaVersion: 1, data: command.data }];
    }
    if (state.status === 'deleted' && (command.type === 'DeleteRepository' || command.type === 'AddVersion')) return [];
    if (state.status !== 'present') throw new IllegalTransition(command.type, state.status);
    const { repositoryId } = state;
    switch (command.type) {
      case 'ChangeRepository':
        return changes(command.data, state);
      case 'AddVersion':
        if (state.numbers.has(command.data.number)) return [];
        return [{ type: 'RepositoryVersionAdded', schemaVersion: 1, data: { repositoryId, ...command.data } }];
      case 'SetDefaultVersion': {
        const { number, at } = command.data;
        if (!state.numbers.has(number)) throw new VersionUnknown(repositoryId, number);
        if (state.defaultNumber === number) return [];
        return [{ type: 'RepositoryDefaultVersionSet', schemaVersion: 1, data: { repositoryId, number, at } }];
      }
      case 'DeleteRepository':
        return [{ type: 'RepositoryDeleted', schemaVersion: 1, data: { repositoryId, name: state.name, at: command.data.at } }];
    }
  },

  evolve(state, event) {
    if (event.type === 'RepositoryCreated') {
      const { repositoryId, name, description, labels } = event.data;
      return { status: 'present', repositoryId, name, description, labels, numbers: new Set(), defaultNumber: null };
    }
    if (state.status !== 'present') return state;
    switch (event.type) {
      case 'RepositoryRenamed':
        return { ...state, name: event.data.name };
      case 'RepositoryDescribed':
        return { ...state, description: event.data.description };
      case 'RepositoryLabelled':
        return { ...state, labels: event.data.labels };
      case 'RepositoryVersionAdded':
        return { ...state, numbers: new Set([...state.numbers, event.data.number]) };
      case 'RepositoryDefaultVersionSet':
        return { ...state, defaultNumber: event.data.number };
      case 'RepositoryDeleted':
        return { status: 'deleted' };
    }
  },
};

const changes = ({ name, description, labels, at }: ChangeRepository['data'], state: Present): readonly RepositoryEvent[] => {
  const { repositoryId } = state;
  const events: RepositoryEvent[] = [];
  if (name !== undefined && name !== state.name) {
    events.push({ type: 'RepositoryRenamed', schemaVersion: 1, data: { repositoryId, name, previousName: state.name, at } });
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
