import type { TextEncoder, TextPreprocessing } from '@daybook/ludwig';
import { TrainingFailed } from '../training.errors.js';
import type { Cells, EncodedFeature } from './cells.types.js';
import { UNKNOWN } from './category.codec.js';
import { byFrequency, mostFrequent } from './parse-column.js';
import { tokenize } from './tokenizer.js';

export type TextMetadata = Readonly<{
  type: 'text';
  /** `<UNK>` first, then by falling number of training rows that hold the token. */
  idx2str: readonly string[];
  /** Training rows that hold the token. */
  str2freq: Readonly<Record<string, number>>;
  /** Smoothed inverse document frequency, `ln((1 + rows) / (1 + rows with token)) + 1`, in order of `idx2str`. */
  idf: readonly number[];
  vocab_size: number;
  tokenizer: TextPreprocessing['tokenizer'];
  lowercase: boolean;
  max_sequence_length: number;
  reduce_output: TextEncoder['reduce_output'];
  computed_fill_value: string | null;
}>;

/** A token of one row says nothing about another row; two rows are the least to learn from. */
const MIN_ROWS_PER_TOKEN = 2;

export const fitText = (preprocessing: TextPreprocessing, encoder: TextEncoder, cells: Cells): TextMetadata => {
  const fill = fillValue(preprocessing, cells);
  const documents = cells.values.map((cell) => new Set(tokensOf(preprocessing, cell ?? fill ?? '')));
  const frequencies = byFrequency(documents.flatMap((tokens) => [...tokens]));
  const shared = frequencies.filter(([token, rows]) => rows >= MIN_ROWS_PER_TOKEN && token !== UNKNOWN);
  const kept = (shared.length > 0 ? shared : frequencies).slice(0, preprocessing.most_common);
  const idf = kept.map(([, rows]) => Math.log((1 + documents.length) / (1 + rows)) + 1);
  const { tokenizer, lowercase, max_sequence_length } = preprocessing;
  return {
    type: 'text',
    idx2str: [UNKNOWN, ...kept.map(([token]) => token)],
    str2freq: Object.fromEntries(kept),
    idf: [0, ...idf],
    vocab_size: kept.length + 1,
    tokenizer,
    lowercase,
    max_sequence_length,
    reduce_output: encoder.reduce_output,
    computed_fill_value: fill,
  };
};

const fillValue = (preprocessing: TextPreprocessing, cells: Cells): string | null => {
  switch (preprocessing.missing_value_strategy) {
    case 'drop_row':
      return null;
    case 'fill_with_const':
      return preprocessing.fill_value;
    case 'fill_with_mode':
    case 'bfill':
    case 'ffill':
      return mostFrequent(cells.values) ?? '';
    case 'fill_with_mean':
    case 'fill_with_false':
      throw new TrainingFailed(
        'strategy-unfit',
        `Column "${cells.column}" holds text, which ${preprocessing.missing_value_strategy} cannot fill.`,
      );
  }
};

type Tokenization = Pick<TextMetadata, 'tokenizer' | 'lowercase' | 'max_sequence_length'>;

const tokensOf = ({ tokenizer, lowercase, max_sequence_length }: Tokenization, text: string): readonly string[] =>
  tokenize(text, tokenizer, lowercase).slice(0, max_sequence_length);

/**
 * Weights of the known tokens of one text: `(1 + ln count) · idf`. For `mean` they are scaled to unit length, as TF-IDF
 * does, so that long and short texts weigh the same; unknown tokens are skipped, an empty text has no weights.
 */
export const tokenWeights = (
  metadata: TextMetadata,
  index: ReadonlyMap<string, number>,
  text: string,
): readonly (readonly [number, number])[] => {
  const counts = new Map<number, number>();
  for (const token of tokensOf(metadata, text)) {
    const id = index.get(token);
    if (id !== undefined && id > 0) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  const weights = [...counts].map(([id, count]) => [id, (1 + Math.log(count)) * (metadata.idf[id] ?? 0)] as const);
  if (metadata.reduce_output === 'max') return weights.map(([id]) => [id, 1]);
  const length =
    metadata.reduce_output === 'mean' ? Math.sqrt(weights.reduce((sum, [, weight]) => sum + weight ** 2, 0)) : 1;
  return weights.map(([id, weight]) => [id, weight / length]);
};

export const tokenIndex = (metadata: TextMetadata): ReadonlyMap<string, number> =>
  new Map(metadata.idx2str.map((token, id) => [token, id]));

export const encodeText = (metadata: TextMetadata, cells: Cells): EncodedFeature => {
  const index = tokenIndex(metadata);
  const rows = cells.values.map((cell) => tokenWeights(metadata, index, cell ?? metadata.computed_fill_value ?? ''));
  const offsets = new Uint32Array(rows.length + 1);
  rows.forEach((row, position) => (offsets[position + 1] = (offsets[position] as number) + row.length));
  const entries = rows.flat();
  return {
    kind: 'bag',
    size: metadata.vocab_size,
    offsets,
    ids: Uint32Array.from(entries, ([id]) => id),
    weights: Float32Array.from(entries, ([, weight]) => weight),
  };
};
