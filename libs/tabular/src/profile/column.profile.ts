/** What a column looks like to a model. */
export type InferredType = 'binary' | 'category' | 'number' | 'text' | 'date';

type QuantileName = 'p01' | 'p05' | 'p25' | 'p50' | 'p75' | 'p95' | 'p99';

/** `standardDeviation` is that of a sample (n − 1), `skewness` the third standardised moment, 0 for constants. Null where values overflow. */
export type NumberSummary = Readonly<{
  min: number;
  max: number;
  mean: number | null;
  standardDeviation: number | null;
  skewness: number | null;
  quantiles: Readonly<Record<QuantileName, number>>;
  /** Quantiles come from a seeded sample, because there were more than 10,000 values. */
  quantilesAreSampled: boolean;
}>;

/** Lengths in UTF-16 code units, words as white space parts them; `wordsP99` is sampled beyond 10,000 values. */
export type TextSummary = Readonly<{ longest: number; meanLength: number; meanWords: number; wordsP99: number }>;

/** `distinct` leaves missing cells out; it is exact unless `distinctIsLowerBound`. */
export type ColumnProfile = Readonly<{
  name: string;
  type: InferredType;
  missing: number;
  distinct: number;
  distinctIsLowerBound: boolean;
  /** At most one value: nothing can be learned from it. */
  constant: boolean;
  /** No value twice, as in an identifier. */
  uniquePerRow: boolean;
  number?: NumberSummary;
  /** Of a binary or category: most frequent first, at most 20. */
  topValues?: readonly Readonly<{ value: string; count: number }>[];
  /** Of a binary or category whose values are all counted: rows of the rarest by rows of the most frequent, in (0, 1]. */
  balance?: number;
  text?: TextSummary;
  /** As written, compared as dates. */
  date?: Readonly<{ earliest: string; latest: string }>;
}>;

/** A table as its owner sees it before training. */
export type TableProfile = Readonly<{
  rows: number;
  columns: readonly ColumnProfile[];
  /** The first 20 rows, cells in the order of the columns. */
  sample: readonly (readonly string[])[];
}>;
