import type { MongoLink } from '@daybook/mongodb';
import type { Entry, ViewCatalogue } from './view-catalogue.js';
import type { ViewFields } from './view-fields.js';
import type { ViewModels } from './view-models.js';

/** What all that deals with one view has in common. */
export type ViewParts = Readonly<{ link: MongoLink; catalogue: ViewCatalogue; fields: ViewFields; models: ViewModels; leaseMs: number }>;

/** The entry of a view that is ready to be written. */
export const readyView = async ({ catalogue, fields, models }: ViewParts, name: string): Promise<Entry> => {
  const entry = await catalogue.claim(name, fields.indexes);
  // Also where the entry is an older one: whoever made it may have come no further.
  await models.in(entry.place).createIndexes();
  return entry;
};
