import type { RepositoryCommand } from './repository.commands.js';
import { RepositoryNotFound } from './repository.errors.js';
import type { RepositoryEvent } from './repository.events.js';
import type { DeletedRepository } from './repository.state.js';
import { isKnown } from './version-numbers.js';

/**
 * A deletion ends when every version that is known has been erased. Facts of one repository come in order, so whoever
 * hears of an erased version, or of the deletion itself, has heard of every version that was queued before it.
 * @throws RepositoryNotFound for what a caller asks
 */
export const decideDeleted = (command: RepositoryCommand, state: DeletedRepository): readonly RepositoryEvent[] => {
  const { repositoryId, numbers, erased, isErased } = state;
  switch (command.type) {
    case 'DeleteRepository':
      return [];
    case 'AddVersion':
      if (isErased || isKnown(command.data.number, numbers)) return [];
      return [{ type: 'RepositoryVersionAdded', schemaVersion: 2, data: { repositoryId, ...command.data, isReady: false } }];
    // Nobody can ask for a default any more.
    case 'RecordVersionReady':
    case 'RecordVersionArchived':
      return [];
    case 'RecordVersionErased': {
      const { number, at } = command.data;
      if (isErased || isKnown(number, erased)) return [];
      const recorded: RepositoryEvent = { type: 'RepositoryVersionErased', schemaVersion: 1, data: { repositoryId, number, at } };
      return [recorded, ...ending(state, at, number)];
    }
    case 'FinishDeletion':
      return ending(state, command.data.at);
    case 'CreateRepository':
    case 'ChangeRepository':
    case 'LinkDataset':
    case 'SetDefaultVersion':
    case 'ForfeitName':
      throw new RepositoryNotFound('deleted');
  }
};

const ending = ({ repositoryId, numbers, erased, isErased }: DeletedRepository, at: string, last = 0): readonly RepositoryEvent[] => {
  const isGone = (number: number): boolean => number === last || isKnown(number, erased);
  const dense = Array.from({ length: Math.max(0, numbers.upTo - erased.upTo) }, (_, index) => erased.upTo + 1 + index);
  if (isErased || ![...dense, ...numbers.beyond].every(isGone)) return [];
  return [{ type: 'RepositoryErased', schemaVersion: 1, data: { repositoryId, at } }];
};
