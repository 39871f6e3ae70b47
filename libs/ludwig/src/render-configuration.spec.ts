import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { configurations } from './fixtures/configuration.arbitrary.js';
import { example, smallest } from './fixtures/configuration.fixture.js';
import { renderConfiguration } from './render-configuration.js';

const examples = ['penguins-species', 'birdstrikes-damaged', 'weather-temp-max', 'support-tickets-queue'];

/** Paths at which `left` has something that `right` has not. */
const missingIn = (right: unknown, left: unknown, path = ''): readonly string[] => {
  if (typeof left !== 'object' || left === null) return Object.is(left, right) ? [] : [path];
  return Object.entries(left).flatMap(([key, value]) => missingIn((right as Record<string, unknown> | null)?.[key], value, `${path}/${key}`));
};

describe('rendering a configuration', () => {
  it('fills in every default of the smallest one', () => {
    expect(renderConfiguration(smallest)).toEqual({
      model_type: 'ecd',
      input_features: [
        {
          name: 'a',
          type: 'number',
          column: 'a',
          preprocessing: { missing_value_strategy: 'fill_with_const', fill_value: 0, normalization: 'zscore' },
          encoder: { type: 'passthrough' },
        },
      ],
      output_features: [
        {
          name: 'y',
          type: 'binary',
          column: 'y',
          preprocessing: { missing_value_strategy: 'drop_row', fill_value: null, fallback_true_label: null },
          decoder: { num_fc_layers: 0, fc_output_size: 256, fc_dropout: 0 },
          loss: { type: 'binary_weighted_cross_entropy', positive_class_weight: null, weight: 1 },
        },
      ],
      combiner: { type: 'concat', num_fc_layers: 1, output_size: 256, fc_layers: null, activation: 'relu', dropout: 0 },
      preprocessing: { split: { type: 'random', probabilities: [0.7, 0.1, 0.2] }, sample_ratio: 1, oversample_minority: null, undersample_majority: null },
      trainer: {
        epochs: 100,
        batch_size: 128,
        learning_rate: 0.001,
        optimizer: { type: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, momentum: 0, weight_decay: 0 },
        early_stop: 5,
        regularization_type: 'l2',
        regularization_lambda: 0,
        validation_field: 'y',
        validation_metric: 'roc_auc',
        should_shuffle: true,
        gradient_clipping: { clipglobalnorm: 0.5 },
        learning_rate_scheduler: { reduce_on_plateau: 0, reduce_on_plateau_patience: 10, reduce_on_plateau_rate: 0.1 },
      },
      random_seed: 42,
    });
  });

  it.each(examples)('takes the example %s', (name) => {
    expect(() => renderConfiguration(example(name))).not.toThrow();
  });

  it('changes nothing when any configuration is rendered again', () => {
    fc.assert(
      fc.property(configurations, (raw) => {
        const rendered = renderConfiguration(raw);
        expect(renderConfiguration(rendered)).toEqual(rendered);
        expect(JSON.parse(JSON.stringify(rendered))).toEqual(rendered);
      }),
    );
  });

  it('keeps everything that was asked for', () => {
    const leave = ({ ludwig_version: _, defaults: __, trainer, output_features, ...rest }: Record<string, unknown>): object => ({
      ...rest,
      // A decoder's type follows from its output's, and `auto` and null stand for what is found out.
      output_features: (output_features as { decoder?: object }[]).map(({ decoder, ...feature }) => ({ ...feature, decoder: { ...decoder, type: undefined } })),
      trainer: Object.fromEntries(Object.entries(trainer ?? {}).filter(([key, value]) => value !== 'auto' && !key.startsWith('validation_'))),
    });
    fc.assert(
      fc.property(configurations, (raw) => {
        expect(missingIn(renderConfiguration(raw), leave(raw as unknown as Record<string, unknown>))).toEqual([]);
      }),
    );
  });

  it('does not touch what it was given', () => {
    fc.assert(
      fc.property(configurations, (raw) => {
        const before = structuredClone(raw);
        renderConfiguration(raw);
        expect(raw).toEqual(before);
      }),
    );
  });

  it('takes auto for the batch size and the learning rate, and Ludwig’s own names of what is fixed', () => {
    const rendered = renderConfiguration({
      ...smallest,
      model_type: 'ecd',
      ludwig_version: '0.11.1',
      output_features: [{ name: 'y', type: 'binary', decoder: { type: 'regressor' } }],
      trainer: { batch_size: 'auto', learning_rate: 'auto' },
    });
    expect(rendered).toEqual(renderConfiguration(smallest));
  });

  it('puts the defaults of a type where a feature says nothing itself', () => {
    const { input_features: [a, b], output_features: [y] } = renderConfiguration({
      input_features: [
        { name: 'a', type: 'category' },
        { name: 'b', type: 'category', encoder: { embedding_size: 4 }, preprocessing: { most_common: 7 } },
      ],
      output_features: [{ name: 'y', type: 'category' }],
      defaults: {
        category: {
          preprocessing: { most_common: 50, missing_value_strategy: 'fill_with_mode' },
          encoder: { embedding_size: 9 },
          decoder: { type: 'classifier', num_fc_layers: 2 },
          loss: { weight: 3 },
        },
      },
    });
    expect(a).toMatchObject({ encoder: { embedding_size: 9 }, preprocessing: { most_common: 50, missing_value_strategy: 'fill_with_mode' } });
    expect(b).toMatchObject({ encoder: { embedding_size: 4 }, preprocessing: { most_common: 7, missing_value_strategy: 'fill_with_mode' } });
    expect(y).toMatchObject({ decoder: { num_fc_layers: 2 }, loss: { weight: 3 }, preprocessing: { most_common: 50, missing_value_strategy: 'drop_row' } });
  });
});
