import { between, byType, dropout, enumOf, flag, orNull, record, text, whole, type JsonSchema } from './schema.parts.js';

const anyText: JsonSchema = { type: 'string', maxLength: 500 };
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
  date: record({ missing_value_strategy: strategies.text, fill_value: anyText }),
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

const decoder = record({ num_fc_layers: whole(0, 8), fc_output_size: whole(1, 4096), fc_dropout: dropout });
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
  record({ name: text, column: text, preprocessing: preprocessing[type], decoder, loss: loss[type] }, ['name']);

export const inputFeature = byType({
  number: input('number'),
  binary: input('binary'),
  category: input('category'),
  text: input('text'),
  date: input('date'),
});
export const outputFeature = byType({ binary: output('binary'), category: output('category'), number: output('number') });
export const fraction = between(0, 1);
