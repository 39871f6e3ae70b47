/** How much of a table is taken in; `mostProblems` are gathered before reading stops. */
export type TableLimits = Readonly<{
  mostColumns: number;
  mostRowBytes: number;
  mostCellCharacters: number;
  mostProblems: number;
}>;

/** What holds unless a caller says otherwise. */
export const defaultLimits: TableLimits = {
  mostColumns: 2000,
  mostRowBytes: 4 * 1024 * 1024,
  mostCellCharacters: 1_000_000,
  mostProblems: 20,
};
