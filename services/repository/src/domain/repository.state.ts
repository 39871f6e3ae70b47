import type { Decider } from '@daybook/event-sourcing';
import type { Labels, RepositoryCommand } from './repository.commands.js';
import type { RepositoryEvent } from './repository.events.js';
import { excluding, including, noNumbers, withNumber, type KnownNumbers, type NumberSet } from './version-numbers.js';

export type PresentRepository = Readonly<{
  status: 'present';
  repositoryId: string;
  name: string;
  description: string;
  labels: Labels;
  datasetIds: ReadonlySet<string>;
  numbers: KnownNumbers;
  /** Of versions that have a result. */
  ready: NumberSet;
  archived: NumberSet;
  defaultNumber: number | null;
}>;
/** `numbers` of its versions, and those of them that were `erased`; `isErased`: its deletion has come to its end. */
export type DeletedRepository = Readonly<{
  status: 'deleted';
  repositoryId: string;
  numbers: KnownNumbers;
  erased: KnownNumbers;
  isErased: boolean;
}>;
export type RepositoryState = Readonly<{ status: 'absent' }> | DeletedRepository | PresentRepository;

/** Names are the same whatever their case. */
export const sameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

export const bearsName = (state: RepositoryState, name: string): boolean =>
  state.status === 'present' && sameName(state.name, name);

const withItem = <T>(items: ReadonlySet<T>, item: T): ReadonlySet<T> => (items.has(item) ? items : new Set([...items, item]));

const evolveDeleted = (state: DeletedRepository, { type, data }: RepositoryEvent): DeletedRepository => {
  if (type === 'RepositoryVersionAdded') return { ...state, numbers: withNumber(state.numbers, data.number) };
  if (type === 'RepositoryVersionErased') return { ...state, erased: withNumber(state.erased, data.number) };
  return type === 'RepositoryErased' ? { ...state, isErased: true } : state;
};

export const evolveRepository: Decider<RepositoryState, RepositoryCommand, RepositoryEvent>['evolve'] = (
  state,
  event,
) => {
  if (event.type === 'RepositoryCreated') {
    const { repositoryId, name, description, labels } = event.data;
    return {
      status: 'present',
      repositoryId,
      name,
      description,
      labels,
      datasetIds: new Set(),
      numbers: noNumbers,
      ready: 0n,
      archived: 0n,
      defaultNumber: null,
    };
  }
  if (state.status === 'deleted') return evolveDeleted(state, event);
  if (state.status !== 'present') return state;
  switch (event.type) {
    case 'RepositoryRenamed':
      return { ...state, name: event.data.name };
    case 'RepositoryDescribed':
      return { ...state, description: event.data.description };
    case 'RepositoryLabelled':
      return { ...state, labels: event.data.labels };
    case 'RepositoryDatasetLinked':
      return { ...state, datasetIds: withItem(state.datasetIds, event.data.datasetId) };
    case 'RepositoryVersionAdded': {
      const { number, datasetId, isReady } = event.data;
      const ready = isReady ? including(state.ready, number) : state.ready;
      return { ...state, ready, numbers: withNumber(state.numbers, number), datasetIds: withItem(state.datasetIds, datasetId) };
    }
    case 'RepositoryVersionReady':
      return { ...state, ready: including(state.ready, event.data.number) };
    case 'RepositoryVersionArchived': {
      const { number, archived } = event.data;
      return { ...state, archived: archived ? including(state.archived, number) : excluding(state.archived, number) };
    }
    case 'RepositoryDefaultVersionSet':
      return { ...state, defaultNumber: event.data.number };
    case 'RepositoryDefaultVersionWithdrawn':
      return { ...state, defaultNumber: null };
    case 'RepositoryNameForfeited':
      return state;
    case 'RepositoryDeleted':
      return { status: 'deleted', repositoryId: state.repositoryId, numbers: state.numbers, erased: noNumbers, isErased: false };
    case 'RepositoryVersionErased':
    case 'RepositoryErased':
      return state;
  }
};
