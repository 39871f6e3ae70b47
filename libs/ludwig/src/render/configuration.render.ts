import { InvalidConfiguration } from '../configuration.errors.js';
import type { Probabilities, RenderedConfiguration, Split } from '../configuration.types.js';
import type { RawConfiguration } from '../raw-configuration.types.js';
import { outlineOf } from '../semantic/configuration.outline.js';
import { resolveValidation, type Validation } from '../semantic/validation.rules.js';
import { renderInput, renderOutput } from './feature.render.js';

const combiner = { type: 'concat', num_fc_layers: 1, output_size: 256, fc_layers: null, activation: 'relu', dropout: 0 } as const;
const optimizer = { type: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, momentum: 0, weight_decay: 0 } as const;
const scheduler = { reduce_on_plateau: 0, reduce_on_plateau_patience: 10, reduce_on_plateau_rate: 0.1 } as const;
const defaultProbabilities: Probabilities = [0.7, 0.1, 0.2];

/** Fills in every default; expects what the schema has accepted. */
export const render = (raw: RawConfiguration): RenderedConfiguration => {
  const validation = resolveValidation(outlineOf(raw));
  if ('path' in validation) throw new InvalidConfiguration([validation]);
  const { split, sample_ratio = 1, oversample_minority = null, undersample_majority = null } = raw.preprocessing ?? {};
  return {
    model_type: 'ecd',
    input_features: raw.input_features.map((feature) => renderInput(feature, raw.defaults)),
    output_features: raw.output_features.map((feature) => renderOutput(feature, raw.defaults)),
    combiner: renderCombiner(raw.combiner),
    preprocessing: { split: renderSplit(split), sample_ratio, oversample_minority, undersample_majority },
    trainer: renderTrainer(raw.trainer, validation),
    random_seed: raw.random_seed ?? 42,
  };
};

const renderCombiner = (raw: RawConfiguration['combiner'] = {}): RenderedConfiguration['combiner'] => ({
  ...combiner,
  ...raw,
  fc_layers: raw.fc_layers?.map((layer) => ({ ...layer, dropout: layer.dropout ?? null, activation: layer.activation ?? null })) ?? null,
});

const renderSplit = (split: NonNullable<RawConfiguration['preprocessing']>['split']): Split => {
  if (split === undefined) return { type: 'random', probabilities: defaultProbabilities };
  return (split.type === 'fixed' ? split : { probabilities: defaultProbabilities, ...split }) as Split;
};

const renderTrainer = (raw: RawConfiguration['trainer'] = {}, { field, metric }: Validation): RenderedConfiguration['trainer'] => ({
  epochs: raw.epochs ?? 100,
  batch_size: raw.batch_size === undefined || raw.batch_size === 'auto' ? 128 : raw.batch_size,
  learning_rate: raw.learning_rate === undefined || raw.learning_rate === 'auto' ? 0.001 : raw.learning_rate,
  optimizer: { ...optimizer, ...raw.optimizer },
  early_stop: raw.early_stop ?? 5,
  regularization_type: raw.regularization_type === undefined ? 'l2' : raw.regularization_type,
  regularization_lambda: raw.regularization_lambda ?? 0,
  validation_field: field,
  validation_metric: metric,
  should_shuffle: raw.should_shuffle ?? true,
  gradient_clipping: { clipglobalnorm: raw.gradient_clipping?.clipglobalnorm === undefined ? 0.5 : raw.gradient_clipping.clipglobalnorm },
  learning_rate_scheduler: { ...scheduler, ...raw.learning_rate_scheduler },
});
