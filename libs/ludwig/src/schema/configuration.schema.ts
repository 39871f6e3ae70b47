import { inputFeature, outputFeature, typeDefaults } from './feature.schema.js';
import { between, byType, dropout, enumOf, flag, orNull, record, text, whole, type JsonSchema } from './schema.parts.js';

const activation = enumOf('relu', 'tanh', 'sigmoid', 'elu', 'linear');
const probabilities: JsonSchema = { type: 'array', minItems: 3, maxItems: 3, items: between(0, 1) };
const ratio: JsonSchema = { type: 'number', exclusiveMinimum: 0, maximum: 1 };

const split = byType({
  random: record({ probabilities }),
  stratify: record({ column: text, probabilities }, ['column']),
  datetime: record({ column: text, probabilities }, ['column']),
  hash: record({ column: text, probabilities }, ['column']),
  fixed: record({ column: text }, ['column']),
});

const combiner = record({
  type: enumOf('concat'),
  num_fc_layers: whole(0, 8),
  output_size: whole(1, 4096),
  fc_layers: {
    type: ['array', 'null'],
    maxItems: 8,
    items: record({ output_size: whole(1, 4096), dropout: orNull(dropout), activation: enumOf('relu', 'tanh', 'sigmoid', 'elu', 'linear', null) }, ['output_size']),
  },
  activation,
  dropout,
});

const positive: JsonSchema = { type: 'number', exclusiveMinimum: 0 };
const optimizer = record({
  type: enumOf('adam', 'adamw', 'sgd', 'rmsprop', 'adagrad'),
  beta1: dropout,
  beta2: dropout,
  epsilon: positive,
  momentum: dropout,
  weight_decay: { type: 'number', minimum: 0, maximum: 1 },
});

const trainer = record({
  epochs: whole(1, 10_000),
  batch_size: { anyOf: [whole(1, 65_536), { const: 'auto' }] },
  learning_rate: { anyOf: [{ type: 'number', exclusiveMinimum: 0, maximum: 10 }, { const: 'auto' }] },
  optimizer,
  early_stop: whole(-1, 10_000),
  regularization_type: enumOf('l1', 'l2', 'l1_l2', null),
  regularization_lambda: { type: 'number', minimum: 0, maximum: 100 },
  validation_field: orNull(text),
  validation_metric: orNull(text),
  should_shuffle: flag,
  gradient_clipping: record({ clipglobalnorm: orNull(positive) }),
  learning_rate_scheduler: record({
    reduce_on_plateau: whole(0, 100),
    reduce_on_plateau_patience: whole(1, 1000),
    reduce_on_plateau_rate: { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 },
  }),
});

/**
 * What a user may write, as JSON Schema 2020-12: the supported subset of Ludwig's declarative configuration. Unknown keys
 * are refused. `ludwig_version` may be there and says nothing; `defaults` end in the features they are for.
 */
export const configurationSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:daybook:configuration',
  title: 'Daybook training configuration',
  ...record(
    {
      model_type: enumOf('ecd'),
      ludwig_version: text,
      input_features: { type: 'array', minItems: 1, maxItems: 2000, items: inputFeature },
      output_features: { type: 'array', minItems: 1, maxItems: 100, items: outputFeature },
      combiner,
      preprocessing: record({ split, sample_ratio: ratio, oversample_minority: orNull(ratio), undersample_majority: orNull(ratio) }),
      trainer,
      defaults: typeDefaults,
      random_seed: whole(0, 4_294_967_295),
    },
    ['input_features', 'output_features'],
  ),
};
