import { byType, dropout, enumOf, flag, orNull, record, text, whole, type JsonSchema } from './schema.parts.js';

const decoderOf = (type: string): JsonSchema =>
  record({ type: enumOf(type), num_fc_layers: whole(0, 8), fc_output_size: whole(1, 4096), fc_dropout: dropout });

const anyText: JsonSchema = { type: 'string', maxLength: 500 };
const dateOrEmpty: JsonSchema = {
  type: 'string',
  description: 'a date such as 2024-05-31 or 2024-05-31T09:30:00Z, or empty',
  pattern: '^(\\d{4}-\\d{2}-\\d{2}([T ]\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?(Z|[+-]\\d{2}:?\\d{2})?)?)?$',
};
const strategies = {
  number: enumOf('fill_with_const', 'fill_with_mean', 'fill_with_mode', 'bfill', 'ffill', 'drop_row'),
  category: enumOf('fill_with_const', 'fill_with_mode', 'bfill', 'ffill', 'drop_row'),
  binary: enumOf('fill_with_false', 'fill_with_const', 'fill_with_mode', 'bfill', 'ffill', 'drop_row'),
  text: enumOf('fill_with_const', 'fill_with_mode', 'bfill', 'ffill', 'drop_row'),
} as const;

const preprocessing = {
  number: record({ missing_value_strategy: strategies.number, fill_value: { type: 'number' }, normalization: enumOf('zscore', 'minmax', 'log1p', null) }),
  category: record({ missing_value_strategy: strategies.category, fill_value: anyText, most_common: whole(1, 1_000_000), lowercase: flag }),
  binary: record({ missing_value_strategy: strategies.binary, fill_value: orNull(flag), fallback_true_label: orNull(text) }),
  text: record({
    missing_value_strategy: strategies.text,
    fill_value: anyText,
    tokenizer: enumOf('space_punct', 'space', 'characters'),
    lowercase: flag,
    most_common: whole(1, 1_000_000),
    max_sequence_length: whole(1, 10_000),
  }),
  date: record({ missing_value_strategy: strategies.text, fill_value: dateOrEmpty }),
} as const;

/** How a target goes into the network; what comes out is in its own unit again. */
const outputPreprocessing = {
  ...preprocessing,
  number: record({
    missing_value_strategy: strategies.number,
    fill_value: { type: 'number' },
    normalization: {
      ...enumOf('zscore', 'minmax', 'log1p', null),
      description: 'null, the default, trains on z-scores as zscore does: the loss is on that scale, while all other metrics and predictions are in the unit of the column',
    },
  }),
} as const;

const encoder = {
  number: record({ type: enumOf('passthrough') }),
  binary: record({ type: enumOf('passthrough') }),
  category: record({ type: enumOf('dense', 'onehot'), embedding_size: whole(1, 1024) }),
  text: record({ type: enumOf('embed'), embedding_size: whole(1, 1024), reduce_output: enumOf('mean', 'sum', 'max') }),
  date: record({ type: enumOf('wave') }),
} as const;

const input = (type: keyof typeof encoder): JsonSchema =>
  record({ name: text, column: text, preprocessing: preprocessing[type], encoder: encoder[type] }, ['name']);

/** Ludwig's only decoder of a type may be named; there is nothing to choose. */
const decoder = {
  binary: decoderOf('regressor'),
  category: decoderOf('classifier'),
  number: decoderOf('regressor'),
} as const;
const weight: JsonSchema = { type: 'number', exclusiveMinimum: 0 };
const loss = {
  binary: record({ type: enumOf('binary_weighted_cross_entropy'), positive_class_weight: orNull(weight), weight }),
  category: record({
    type: enumOf('softmax_cross_entropy'),
    class_weights: { type: ['object', 'null'], additionalProperties: weight },
    weight,
  }),
  number: record({ type: enumOf('mean_squared_error', 'mean_absolute_error', 'huber'), delta: weight, weight }),
} as const;

const output = (type: keyof typeof loss): JsonSchema =>
  record({ name: text, column: text, preprocessing: outputPreprocessing[type], decoder: decoder[type], loss: loss[type] }, ['name']);

/** An input feature by its type. */
export const inputFeature = byType({
  number: input('number'),
  binary: input('binary'),
  category: input('category'),
  text: input('text'),
  date: input('date'),
});
/** An output feature by its type. */
export const outputFeature = byType({ binary: output('binary'), category: output('category'), number: output('number') });

/** Parts that all features of a type share unless they say otherwise themselves. */
export const typeDefaults = record({
  number: record({ preprocessing: preprocessing.number, encoder: encoder.number, decoder: decoder.number, loss: loss.number }),
  binary: record({ preprocessing: preprocessing.binary, encoder: encoder.binary, decoder: decoder.binary, loss: loss.binary }),
  category: record({ preprocessing: preprocessing.category, encoder: encoder.category, decoder: decoder.category, loss: loss.category }),
  text: record({ preprocessing: preprocessing.text, encoder: encoder.text }),
  date: record({ preprocessing: preprocessing.date, encoder: encoder.date }),
});
