import type { CommandOf } from '@daybook/event-sourcing';

type Labels = Readonly<Record<string, string>>;

export type CreateRepository = CommandOf<
  'CreateRepository',
  { repositoryId: string; name: string; description: string; labels: Labels; owner: string; at: string }
>;
/** Several changes of one request, decided together. */
export type ChangeRepository = CommandOf<'ChangeRepository', { name?: string; description?: string; labels?: Labels; at: string }>;
export type AddVersion = CommandOf<
  'AddVersion',
  { number: number; datasetId: string; datasetName: string; contributor: string; at: string }
>;
export type SetDefaultVersion = CommandOf<'SetDefaultVersion', { number: number; at: string }>;
export type DeleteRepository = CommandOf<'DeleteRepository', { at: string }>;

export type RepositoryCommand = CreateRepository | ChangeRepository | AddVersion | SetDefaultVersion | DeleteRepository;
