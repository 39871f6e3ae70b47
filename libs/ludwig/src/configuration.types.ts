/** Values a configuration may hold; it travels in events and files, so JSON only. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** What a model can read. */
export type InputType = 'binary' | 'category' | 'number' | 'text' | 'date';
/** What a model can answer. */
export type OutputType = 'binary' | 'category' | 'number';

/** What stands for a missing cell; which of them suit depends on the type of the feature. */
export type MissingValueStrategy =
  | 'fill_with_const'
  | 'fill_with_mode'
  | 'fill_with_mean'
  | 'fill_with_false'
  | 'bfill'
  | 'ffill'
  | 'drop_row';

/**
 * `fill_value` is used by `fill_with_const`; a `normalization` of null leaves the numbers of inputs in their own scale, and
 * has those of outputs trained as z-scores.
 */
export type NumberPreprocessing = Readonly<{
  missing_value_strategy: MissingValueStrategy;
  fill_value: number;
  normalization: 'zscore' | 'minmax' | 'log1p' | null;
}>;
/** Values beyond the `most_common` ones count as unknown. */
export type CategoryPreprocessing = Readonly<{
  missing_value_strategy: MissingValueStrategy;
  fill_value: string;
  most_common: number;
  lowercase: boolean;
}>;
/** `fill_value` is used by `fill_with_const`; null is false. */
export type BinaryPreprocessing = Readonly<{
  missing_value_strategy: MissingValueStrategy;
  fill_value: boolean | null;
  /** The label that counts as true where the column does not hold conventional booleans. */
  fallback_true_label: string | null;
}>;
/** `max_sequence_length` counts tokens, `most_common` those that are known. */
export type TextPreprocessing = Readonly<{
  missing_value_strategy: MissingValueStrategy;
  fill_value: string;
  tokenizer: 'space_punct' | 'space' | 'characters';
  lowercase: boolean;
  most_common: number;
  max_sequence_length: number;
}>;
/** `fill_value` is a date, or empty for none. */
export type DatePreprocessing = Readonly<{ missing_value_strategy: MissingValueStrategy; fill_value: string }>;

type Feature<T extends string> = Readonly<{ name: string; column: string; type: T }>;

/** `dense` learns an embedding of `embedding_size`, `onehot` is a fixed indicator vector, `passthrough` the value itself. */
export type CategoryEncoder = Readonly<{ type: 'dense' | 'onehot'; embedding_size: number }>;
/** Mean (or sum, or max) of learned token embeddings. */
export type TextEncoder = Readonly<{ type: 'embed'; embedding_size: number; reduce_output: 'mean' | 'sum' | 'max' }>;

export type NumberInput = Feature<'number'> & Readonly<{ preprocessing: NumberPreprocessing; encoder: Readonly<{ type: 'passthrough' }> }>;
export type BinaryInput = Feature<'binary'> & Readonly<{ preprocessing: BinaryPreprocessing; encoder: Readonly<{ type: 'passthrough' }> }>;
export type CategoryInput = Feature<'category'> & Readonly<{ preprocessing: CategoryPreprocessing; encoder: CategoryEncoder }>;
export type TextInput = Feature<'text'> & Readonly<{ preprocessing: TextPreprocessing; encoder: TextEncoder }>;
/** Year, month, day, weekday, day of year and hour parts; cyclic ones as sine and cosine. */
export type DateInput = Feature<'date'> & Readonly<{ preprocessing: DatePreprocessing; encoder: Readonly<{ type: 'wave' }> }>;
/** One input of a model, with every default. */
export type InputFeature = NumberInput | BinaryInput | CategoryInput | TextInput | DateInput;

/** `num_fc_layers` of `output_size` before the projection of one output. */
export type Decoder = Readonly<{ num_fc_layers: number; fc_output_size: number; fc_dropout: number }>;
/** `positive_class_weight` weighs true rows against false ones, `weight` this output against others. */
export type BinaryLoss = Readonly<{ type: 'binary_weighted_cross_entropy'; positive_class_weight: number | null; weight: number }>;
/** `class_weights` by label; `weight` weighs this output against others. */
export type CategoryLoss = Readonly<{
  type: 'softmax_cross_entropy';
  class_weights: Readonly<Record<string, number>> | null;
  weight: number;
}>;
/** `delta` is where Huber turns linear; `weight` weighs this output against others. */
export type NumberLoss = Readonly<{ type: 'mean_squared_error' | 'mean_absolute_error' | 'huber'; delta: number; weight: number }>;

export type BinaryOutput = Feature<'binary'> & Readonly<{ preprocessing: BinaryPreprocessing; decoder: Decoder; loss: BinaryLoss }>;
export type CategoryOutput = Feature<'category'> & Readonly<{ preprocessing: CategoryPreprocessing; decoder: Decoder; loss: CategoryLoss }>;
export type NumberOutput = Feature<'number'> & Readonly<{ preprocessing: NumberPreprocessing; decoder: Decoder; loss: NumberLoss }>;
/** One output of a model, with every default. */
export type OutputFeature = BinaryOutput | CategoryOutput | NumberOutput;

/** Joins the encoded inputs and passes them through fully connected layers. */
export type ConcatCombiner = Readonly<{
  type: 'concat';
  num_fc_layers: number;
  output_size: number;
  /** Sizes of single layers; overrides `num_fc_layers` and `output_size`. */
  fc_layers: readonly Readonly<{ output_size: number; dropout: number | null; activation: Activation | null }>[] | null;
  activation: Activation;
  /** Fraction of units dropped while training, in [0, 1). */
  dropout: number;
}>;
/** After each fully connected layer. */
export type Activation = 'relu' | 'tanh' | 'sigmoid' | 'elu' | 'linear';

/** Fractions of train, validation and test rows; they sum to 1. */
export type Probabilities = readonly [number, number, number];
/** How rows are parted into training, validation and test. */
export type Split =
  | Readonly<{ type: 'random'; probabilities: Probabilities }>
  | Readonly<{ type: 'stratify'; column: string; probabilities: Probabilities }>
  | Readonly<{ type: 'datetime'; column: string; probabilities: Probabilities }>
  | Readonly<{ type: 'hash'; column: string; probabilities: Probabilities }>
  /** The column holds 0 for train, 1 for validation, 2 for test. */
  | Readonly<{ type: 'fixed'; column: string }>;

/** Which rows are used, and for what. */
export type Preprocessing = Readonly<{
  split: Split;
  /** Fraction of rows used, in (0, 1]. */
  sample_ratio: number;
  /** Wanted ratio of minority to majority rows in the training part, in (0, 1]; null leaves it. */
  oversample_minority: number | null;
  undersample_majority: number | null;
}>;

/** Each type reads those of the numbers that it knows. */
export type Optimizer = Readonly<{ type: 'adam' | 'adamw' | 'sgd' | 'rmsprop' | 'adagrad'; beta1: number; beta2: number; epsilon: number; momentum: number; weight_decay: number }>;
/** How long, how fast and by what measure is trained. */
export type Trainer = Readonly<{
  epochs: number;
  batch_size: number;
  learning_rate: number;
  optimizer: Optimizer;
  /** Evaluations without improvement before training stops; -1 never stops early. */
  early_stop: number;
  regularization_type: 'l1' | 'l2' | 'l1_l2' | null;
  regularization_lambda: number;
  /** An output's name, or `combined`. */
  validation_field: string;
  validation_metric: string;
  should_shuffle: boolean;
  gradient_clipping: Readonly<{ clipglobalnorm: number | null }>;
  /** Epoch-wise factor on the learning rate after `reduce_on_plateau_patience` evaluations without improvement. */
  learning_rate_scheduler: Readonly<{ reduce_on_plateau: number; reduce_on_plateau_patience: number; reduce_on_plateau_rate: number }>;
}>;

/** A configuration with every default filled in: what a version is trained from and what engines receive. */
export type RenderedConfiguration = Readonly<{
  model_type: 'ecd';
  input_features: readonly InputFeature[];
  output_features: readonly OutputFeature[];
  combiner: ConcatCombiner;
  preprocessing: Preprocessing;
  trainer: Trainer;
  random_seed: number;
}>;
