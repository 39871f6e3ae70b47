import type { Connection } from 'mongoose';
import type { Entry, ViewCatalogue } from './view-catalogue.js';
import type { ViewFields } from './view-fields.js';
import { viewModel } from './view-model.js';

/** What all that deals with one view has in common. */
export type ViewParts = Readonly<{ connection: Connection; catalogue: ViewCatalogue; fields: ViewFields; leaseMs: number }>;

/** The entry of a view that is ready to be written. */
export const readyView = async ({ connection, catalogue, fields }: ViewParts, name: string): Promise<Entry> => {
  const entry = await catalogue.claim(name, fields.indexes);
  // Also where the entry is an older one: whoever made it may have come no further.
  await viewModel(connection, fields, entry.place).createIndexes();
  return entry;
};
