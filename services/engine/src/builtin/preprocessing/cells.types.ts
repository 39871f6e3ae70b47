/** One column's raw cells; null where the cell is empty, which means missing. `rowNumbers` count data rows from 1. */
export type Cells = Readonly<{ column: string; values: readonly (string | null)[]; rowNumbers: readonly number[] }>;

/** A feature's values as the network takes them, one entry per row. */
export type EncodedFeature =
  /** `width` numbers per row. */
  | Readonly<{ kind: 'dense'; width: number; values: Float32Array }>
  /** A vector of `size` with a 1 at the row's id, or zeros where that is not below `size`; made when needed, as whole tables of zeros would fill the memory. */
  | Readonly<{ kind: 'onehot'; size: number; ids: Uint32Array }>
  /** Rows of a `size` × width table, added up with weights: row r uses entries offsets[r] … offsets[r + 1] - 1. */
  | Readonly<{ kind: 'bag'; size: number; offsets: Uint32Array; ids: Uint32Array; weights: Float32Array }>;
