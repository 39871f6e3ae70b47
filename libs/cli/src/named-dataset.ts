import type { PageOf } from '@daybook/client';
import type { CommandContext } from './command.context.js';

const most = 200;
type Named = Readonly<{ datasetId: string }>;

/**
 * What a dataset is asked for by. Of several that bear the name it is the newest, by its id, and a notice on stderr says
 * so: a file that is registered again under its name is another dataset.
 */
export const namedDataset = async ({ client, io }: CommandContext, idOrName: string): Promise<string> => {
  const asked = { filter: [`name:eq:${idOrName}`], sort: '-createdAt', limit: most };
  // Only for the notice: the service itself finds the dataset, and says what is wrong with it.
  const { items, nextCursor } = await client.datasets(asked).catch(() => ({ items: [], nextCursor: null }) as Pick<PageOf, 'items' | 'nextCursor'>);
  const [newest, second] = items as readonly Named[];
  if (newest === undefined || second === undefined) return idOrName;
  const count = `${nextCursor === null ? '' : 'more than '}${items.length}`;
  io.err.write(`${count} datasets are named ${idOrName}; the newest, ${newest.datasetId}, is taken\n`);
  return newest.datasetId;
};
