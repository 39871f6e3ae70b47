import type { CommandOf } from '@daybook/event-sourcing';

export type Labels = Readonly<Record<string, string>>;
export type LinkedDataset = Readonly<{ datasetId: string; datasetName: string }>;

export type CreateRepository = CommandOf<
  'CreateRepository',
  {
    repositoryId: string;
    name: string;
    description: string;
    labels: Labels;
    owner: string;
    datasets: readonly LinkedDataset[];
    at: string;
  }
>;
/** Several changes of one request, decided together. */
export type ChangeRepository = CommandOf<
  'ChangeRepository',
  { name?: string; description?: string; labels?: Labels; at: string }
>;
export type LinkDataset = CommandOf<'LinkDataset', LinkedDataset & { at: string }>;
export type AddVersion = CommandOf<'AddVersion', LinkedDataset & { number: number; contributor: string; at: string }>;
export type RecordVersionReady = CommandOf<'RecordVersionReady', { number: number; at: string }>;
export type RecordVersionArchived = CommandOf<'RecordVersionArchived', { number: number; archived: boolean; at: string }>;
export type SetDefaultVersion = CommandOf<'SetDefaultVersion', { number: number; at: string }>;
export type DeleteRepository = CommandOf<'DeleteRepository', { at: string }>;
/** What was said of the repository before its deletion has been heard. */
export type FinishDeletion = CommandOf<'FinishDeletion', { at: string }>;
export type RecordVersionErased = CommandOf<'RecordVersionErased', { number: number; at: string }>;
/** Asked by whoever wants a name that this repository has claimed but does not bear. */
export type ForfeitName = CommandOf<'ForfeitName', { repositoryId: string; name: string; at: string }>;

export type VersionRecord = AddVersion | RecordVersionReady | RecordVersionArchived;
export type DeletionCommand = FinishDeletion | RecordVersionErased;
export type RepositoryCommand =
  | CreateRepository
  | ChangeRepository
  | LinkDataset
  | VersionRecord
  | SetDefaultVersion
  | DeleteRepository
  | DeletionCommand
  | ForfeitName;
