import type { Document } from '@daybook/client';
import { listOf } from '../output.js';
import { minuteOf, size } from '../text/readable.js';
import { column, textTable } from '../text/text-table.js';

export const repositoriesTable = listOf((items) =>
  textTable(items, [
    column('name'),
    column('datasets', ({ datasets }) => (datasets as readonly { name: string }[]).map(({ name }) => name)),
    column('contributors'),
    column('latest version', ({ latestVersion }) => (latestVersion === null ? '' : `#${String(latestVersion)}`)),
    column('last modified (UTC)', ({ lastModifiedAt }) => minuteOf(lastModifiedAt)),
  ]),
);

export const datasetsTable = listOf((items) =>
  textTable(items, [
    column('name'),
    column('rows'),
    column('columns', ({ columns }) => (columns as readonly unknown[]).length),
    column('size', ({ artifact }) => size((artifact as { sizeBytes: number }).sizeBytes)),
    column('created (UTC)', ({ createdAt }) => minuteOf(createdAt)),
    column('by', 'createdBy'),
    column('id', 'datasetId'),
  ]),
);

/** The first rows of a dataset as they stand in the file. */
export const rowsTable = ({ columns, rows }: Document): string => {
  const cells = (rows as readonly (readonly string[])[]).map((row) => ({ row }));
  return textTable(
    cells,
    (columns as readonly string[]).map((name, index) => column(name, ({ row }) => (row as readonly string[])[index])),
  );
};

export const profileTable = ({ columns }: Document): string =>
  textTable(columns as readonly Document[], [column('column', 'name'), column('type'), column('distinct'), column('missing')]);
