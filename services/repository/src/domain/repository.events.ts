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
type RepositoryVersionAddedV1 = Readonly<{
  repositoryId: string;
  number: number;
  datasetId: string;
  datasetName: string;
  contributor: string;
  at: string;
}>;
/** Remembered from versioning: a version was queued for training by a contributor. `isReady`: whether it can be used already. */
export type RepositoryVersionAdded = EventOf<'RepositoryVersionAdded', 2, RepositoryVersionAddedV1 & { isReady: boolean }>;
/** Remembered from versioning: it can be used, unless it is archived. */
export type RepositoryVersionReady = EventOf<'RepositoryVersionReady', 1, { repositoryId: string; number: number; at: string }>;
/** Remembered from versioning: it was archived, or taken back. */
export type RepositoryVersionArchived = EventOf<
  'RepositoryVersionArchived',
  1,
  { repositoryId: string; number: number; archived: boolean; at: string }
>;
export type RepositoryDefaultVersionSet = EventOf<
  'RepositoryDefaultVersionSet',
  1,
  { repositoryId: string; number: number; at: string }
>;
/** It was archived: there is no default that somebody chose until another is set. */
export type RepositoryDefaultVersionWithdrawn = EventOf<
  'RepositoryDefaultVersionWithdrawn',
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
  | RepositoryVersionReady
  | RepositoryVersionArchived
  | RepositoryDefaultVersionSet
  | RepositoryDefaultVersionWithdrawn
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
  RepositoryVersionAdded: {
    current: 2,
    // Nobody listened to what became of those of the first shape.
    steps: { 1: (data: RepositoryVersionAddedV1): RepositoryVersionAdded['data'] => ({ ...data, isReady: true }) },
  },
  RepositoryVersionReady: { current: 1, steps: {} },
  RepositoryVersionArchived: { current: 1, steps: {} },
  RepositoryDefaultVersionSet: { current: 1, steps: {} },
  RepositoryDefaultVersionWithdrawn: { current: 1, steps: {} },
  RepositoryDeleted: { current: 1, steps: {} },
  RepositoryVersionErased: { current: 1, steps: {} },
  RepositoryErased: { current: 1, steps: {} },
});
