import type { SetDefaultVersion, VersionRecord } from './repository.commands.js';
import { VersionIsArchived, VersionNotReady, VersionUnknown } from './repository.errors.js';
import type { RepositoryEvent } from './repository.events.js';
import type { PresentRepository } from './repository.state.js';
import { isIn, isKnown } from './version-numbers.js';

/**
 * What is remembered of versions, each thing once. Both the default and what could speak against it are in this one
 * stream: whichever comes first, an archived version is not the default in the end.
 */
export const decideVersionRecord = ({ type, data }: VersionRecord, state: PresentRepository): readonly RepositoryEvent[] => {
  const { repositoryId, numbers, ready, archived, defaultNumber } = state;
  const { number, at } = data;
  const key = { repositoryId, number, at };
  switch (type) {
    case 'AddVersion':
      if (isKnown(number, numbers)) return [];
      return [{ type: 'RepositoryVersionAdded', schemaVersion: 2, data: { repositoryId, ...data, isReady: false } }];
    case 'RecordVersionReady':
      return isIn(ready, number) ? [] : [{ type: 'RepositoryVersionReady', schemaVersion: 1, data: key }];
    case 'RecordVersionArchived': {
      if (isIn(archived, number) === data.archived) return [];
      const recorded: RepositoryEvent = { type: 'RepositoryVersionArchived', schemaVersion: 1, data: { ...key, archived: data.archived } };
      if (!data.archived || number !== defaultNumber) return [recorded];
      return [recorded, { type: 'RepositoryDefaultVersionWithdrawn', schemaVersion: 1, data: key }];
    }
  }
};

/** @throws VersionUnknown, VersionNotReady, VersionIsArchived */
export const decideDefault = ({ number, at }: SetDefaultVersion['data'], state: PresentRepository): readonly RepositoryEvent[] => {
  const { repositoryId, numbers, ready, archived, defaultNumber } = state;
  if (!isKnown(number, numbers)) throw new VersionUnknown(repositoryId, number);
  if (!isIn(ready, number)) throw new VersionNotReady(repositoryId, number);
  if (isIn(archived, number)) throw new VersionIsArchived(repositoryId, number);
  if (defaultNumber === number) return [];
  return [{ type: 'RepositoryDefaultVersionSet', schemaVersion: 1, data: { repositoryId, number, at } }];
};
