import type { ArtifactStore } from '@daybook/artifacts';
import { readTable } from '@daybook/tabular';
import type { TableRows } from '../builtin/training.types.js';

/** Reads a registered dataset into memory. @throws ArtifactMissing, ArtifactCorrupt, InvalidTable */
export const readDataset = async (artifacts: ArtifactStore, sha256: string): Promise<TableRows> => {
  const table = await readTable(await artifacts.get(sha256));
  const rows: (readonly (string | null)[])[] = [];
  for await (const row of table.rows) rows.push(row.cells);
  return { columns: table.columns, rows };
};
