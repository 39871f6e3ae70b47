/** What a column looks like to a model. */
export type InferredType = 'binary' | 'category' | 'number' | 'text' | 'date';

export type NumberSummary = Readonly<{ min: number; max: number; mean: number; standardDeviation: number; quantiles: Readonly<Record<'p01' | 'p05' | 'p25' | 'p50' | 'p75' | 'p95' | 'p99', number>> }>;

/** `distinct` is exact unless `distinctIsLowerBound`; `quantiles` come from a sample of at most 10,000 values. */
export type ColumnProfile = Readonly<{
  name: string;
  type: InferredType;
  missing: number;
  distinct: number;
  distinctIsLowerBound: boolean;
  constant: boolean;
  uniquePerRow: boolean;
  number?: NumberSummary;
  /** Most frequent first, at most 20. For a category or binary this is the class balance. */
  topValues?: readonly Readonly<{ value: string; count: number }>[];
  text?: Readonly<{ longest: number; meanLength: number; meanWords: number }>;
  date?: Readonly<{ earliest: string; latest: string }>;
}>;

export type TableProfile = Readonly<{
  rows: number;
  columns: readonly ColumnProfile[];
  /** The first rows, cells in the order of the columns. */
  sample: readonly (readonly string[])[];
}>;
