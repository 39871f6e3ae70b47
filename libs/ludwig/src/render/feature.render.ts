import type { InputFeature, OutputFeature } from '../configuration.types.js';
import type { RawConfiguration, RawDefaults } from '../raw-configuration.types.js';

type RawInput = RawConfiguration['input_features'][number];
type RawOutput = RawConfiguration['output_features'][number];

const defaults = {
  number: { missing_value_strategy: 'fill_with_const', fill_value: 0, normalization: 'zscore' },
  category: { missing_value_strategy: 'fill_with_const', fill_value: '<UNK>', most_common: 10_000, lowercase: false },
  binary: { missing_value_strategy: 'fill_with_false', fill_value: null, fallback_true_label: null },
  text: {
    missing_value_strategy: 'fill_with_const',
    fill_value: '',
    tokenizer: 'space_punct',
    lowercase: true,
    most_common: 20_000,
    max_sequence_length: 256,
  },
  date: { missing_value_strategy: 'fill_with_const', fill_value: '' },
} as const;

const encoders = {
  number: { type: 'passthrough' },
  binary: { type: 'passthrough' },
  category: { type: 'dense', embedding_size: 50 },
  text: { type: 'embed', embedding_size: 64, reduce_output: 'mean' },
  date: { type: 'wave' },
} as const;

const losses = {
  binary: { type: 'binary_weighted_cross_entropy', positive_class_weight: null, weight: 1 },
  category: { type: 'softmax_cross_entropy', class_weights: null, weight: 1 },
  number: { type: 'mean_squared_error', delta: 1, weight: 1 },
} as const;

const decoder = { num_fc_layers: 0, fc_output_size: 256, fc_dropout: 0 } as const;

/** An input with its defaults, the configuration's before ours. The schema has matched the parts to the type. */
export const renderInput = ({ name, type, column = name, preprocessing, encoder }: RawInput, given: RawDefaults = {}): InputFeature =>
  ({
    name,
    type,
    column,
    preprocessing: { ...defaults[type], ...given[type]?.preprocessing, ...preprocessing },
    encoder: { ...encoders[type], ...given[type]?.encoder, ...encoder },
  }) as InputFeature;

/** An output with its defaults: rows without a target cannot teach, and its values stay as they are, unless it says so itself. */
export const renderOutput = (raw: RawOutput, given: RawDefaults = {}): OutputFeature => {
  const { name, type, column = name, preprocessing, loss } = raw;
  return {
    name,
    type,
    column,
    preprocessing: {
      ...defaults[type],
      ...given[type]?.preprocessing,
      missing_value_strategy: 'drop_row',
      ...(type === 'number' ? { normalization: null } : {}),
      ...preprocessing,
    },
    decoder: { ...decoder, ...withoutType(given[type]?.decoder), ...withoutType(raw.decoder) },
    loss: { ...losses[type], ...given[type]?.loss, ...loss },
  } as OutputFeature;
};

/** A decoder's type follows from that of its output. */
const withoutType = (part: object = {}): object => Object.fromEntries(Object.entries(part).filter(([key]) => key !== 'type'));
