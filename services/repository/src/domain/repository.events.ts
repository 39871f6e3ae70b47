import { upcasterFor, type EventOf } from '@daybook/event-sourcing';

type Labels = Readonly<Record<string, string>>;

export type RepositoryCreated = EventOf<
  'RepositoryCreated',
  1,
  { repositoryId: string; name: string; description: string; labels: Labels; owner: string; at: string }
>;
export type RepositoryRenamed = EventOf<
  'RepositoryRenamed',
  1,
  { repositoryId: string; name: string; previousName: string; at: string }
>;
export type RepositoryDescribed = EventOf<
  'RepositoryDescribed',
  1,
  { repositoryId: string; description: string; at: string }
>;
export type RepositoryLabelled = EventOf<'RepositoryLabelled', 1, { repositoryId: string; labels: Labels; at: string }>;
export type RepositoryDatasetLinked = EventOf<
  'RepositoryDatasetLinked',
  1,
  { repositoryId: string; datasetId: string; datasetName: string; at: string }
>;
/**
 * The claim on a name that the repository does not bear was given up, so that another may have it. It stands in the
 * way of whoever still means to use that claim: their append expects the revision before it.
 */
export type RepositoryNameForfeited = EventOf<
  'RepositoryNameForfeited',
  1,
  { repositoryId: string; name: string; at: string }
>;
/** Remembered from versioning: a version was queued for training by a contributor. */
export type RepositoryVersionAdded = EventOf<
  'RepositoryVersionAdded',
  1,
  { repositoryId: string; number: number; datasetId: string; datasetName: string; contributor: string; at: string }
>;
export type RepositoryDefaultVersionSet = EventOf<
  'RepositoryDefaultVersionSet',
  1,
  { repositoryId: string; number: number; at: string }
>;
export type RepositoryDeleted = EventOf<'RepositoryDeleted', 1, { repositoryId: string; name: string; at: string }>;
/** Remembered from versioning: of this version nothing is shown any more. */
export type RepositoryVersionErased = EventOf<'RepositoryVersionErased', 1, { repositoryId: string; number: number; at: string }>;
/** The deletion has come to its end. */
export type RepositoryErased = EventOf<'RepositoryErased', 1, { repositoryId: string; at: string }>;

export type RepositoryEvent =
  | RepositoryCreated
  | RepositoryRenamed
  | RepositoryDescribed
  | RepositoryLabelled
  | RepositoryDatasetLinked
  | RepositoryNameForfeited
  | RepositoryVersionAdded
  | RepositoryDefaultVersionSet
  | RepositoryDeleted
  | RepositoryVersionErased
  | RepositoryErased;

export const upcastRepository = upcasterFor<RepositoryEvent>({
  RepositoryCreated: { current: 1, steps: {} },
  RepositoryRenamed: { current: 1, steps: {} },
  RepositoryDescribed: { current: 1, steps: {} },
  RepositoryLabelled: { current: 1, steps: {} },
  RepositoryDatasetLinked: { current: 1, steps: {} },
  RepositoryNameForfeited: { current: 1, steps: {} },
  RepositoryVersionAdded: { current: 1, steps: {} },
  RepositoryDefaultVersionSet: { current: 1, steps: {} },
  RepositoryDeleted: { current: 1, steps: {} },
  RepositoryVersionErased: { current: 1, steps: {} },
  RepositoryErased: { current: 1, steps: {} },
});
