import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { InvalidConfiguration, type ConfigurationProblem } from './configuration.errors.js';
import { diffConfigurations } from './configuration.diff.js';
import { configurationDigest } from './configuration.digest.js';
import { mergePatch } from './merge-patch.js';
import { defaultTableMetric, defaultValidationMetric, isImprovement, metricsOf } from './metrics.registry.js';
import { renderConfiguration } from './render-configuration.js';

const smallest = { input_features: [{ name: 'a', type: 'number' }], output_features: [{ name: 'y', type: 'binary' }] };
const problemsOf = (raw: unknown, columns?: Parameters<typeof renderConfiguration>[1]): readonly ConfigurationProblem[] => {
  try {
    renderConfiguration(raw, columns);
  } catch (error) {
    if (error instanceof InvalidConfiguration) return error.problems;
    throw error;
  }
  return [];
};
const example = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../examples/configurations/${name}.json`, import.meta.url), 'utf8'));

describe('rendering a configuration', () => {
  it('fills in every default of the smallest one', () => {
    expect(renderConfiguration(smallest)).toMatchObject({
      input_features: [{ name: 'a', column: 'a', preprocessing: { normalization: 'zscore', missing_value_strategy: 'fill_with_const' } }],
      output_features: [{ name: 'y', preprocessing: { missing_value_strategy: 'drop_row' } }],
      combiner: { type: 'concat' },
      preprocessing: { split: { type: 'random', probabilities: [0.7, 0.1, 0.2] } },
      trainer: { epochs: 100, batch_size: 128, learning_rate: 0.001, validation_field: 'y', validation_metric: 'roc_auc' },
      random_seed: 42,
    });
  });

  it.each(['penguins-species', 'birdstrikes-damaged', 'weather-temp-max', 'support-tickets-queue'])(
    'takes the example %s, and changes nothing when it is rendered again',
    (name) => {
      const rendered = renderConfiguration(example(name));
      expect(renderConfiguration(rendered)).toEqual(rendered);
    },
  );

  it('changes nothing when any configuration is rendered again', () => {
    const feature = fc.record({ type: fc.constantFrom('number', 'category', 'text', 'date', 'binary') });
    const trainer = fc.record(
      { epochs: fc.integer({ min: 1, max: 9 }), early_stop: fc.integer({ min: -1, max: 9 }), batch_size: fc.constantFrom('auto', 16) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(feature, { minLength: 1, maxLength: 4 }), fc.constantFrom('binary', 'category', 'number'), trainer, (inputs, type, given) => {
        const raw = {
          input_features: inputs.map((input, index) => ({ ...input, name: `in${index}` })),
          output_features: [{ name: 'out', type }],
          trainer: given,
        };
        const rendered = renderConfiguration(raw);
        expect(renderConfiguration(rendered)).toEqual(rendered);
      }),
    );
  });

  it('takes the output that has the metric for the field to watch', () => {
    const raw = {
      ...smallest,
      output_features: [{ name: 'y', type: 'binary' }, { name: 'price', type: 'number' }],
      trainer: { validation_metric: 'r2' },
    };
    expect(renderConfiguration(raw).trainer).toMatchObject({ validation_field: 'price', validation_metric: 'r2' });
  });
});

describe('a configuration that is wrong', () => {
  it('is told everything at once, by path, with what is allowed', () => {
    const problems = problemsOf({
      input_features: [{ name: 'a', type: 'nummber' }, { name: 'b', type: 'text', encoder: { type: 'bert' } }],
      output_features: [{ name: 'y', type: 'binary', dropout: 1 }],
      trainer: { epochs: 0, learning_rat: 0.1 },
      comment: 'hello',
    });
    const at = (path: string) => problems.find((problem) => problem.path === path);
    expect(at('/input_features/0/type')?.message).toMatch(/"number".*did you mean number/);
    expect(at('/input_features/1/encoder/type')).toMatchObject({ value: 'bert', allowed: ['embed'] });
    expect(at('/output_features/0/dropout')?.message).toMatch(/unknown key/);
    expect(at('/trainer/epochs')?.message).toMatch(/>= 1/);
    expect(at('/trainer/learning_rat')?.message).toMatch(/did you mean learning_rate/);
    expect(at('/comment')?.message).toMatch(/unknown key/);
  });

  it.each<[string, object, string]>([
    ['no outputs', { output_features: [] }, '/output_features'],
    ['two features of one name', { output_features: [{ name: 'a', type: 'number' }] }, '/output_features/0/name'],
    ['parts that do not sum to 1', { preprocessing: { split: { type: 'random', probabilities: [0.5, 0.1, 0.1] } } }, '/preprocessing/split/probabilities'],
    ['both kinds of sampling', { preprocessing: { oversample_minority: 0.5, undersample_majority: 0.5 } }, '/preprocessing/undersample_majority'],
    ['a metric that no output has', { trainer: { validation_metric: 'r2' } }, '/trainer/validation_metric'],
    ['a field that is no output', { trainer: { validation_field: 'z' } }, '/trainer/validation_field'],
    ['a stratified split without its column', { preprocessing: { split: { type: 'stratify' } } }, '/preprocessing/split/column'],
  ])('is refused for %s', (_name, change, path) => {
    expect(problemsOf({ ...smallest, ...change }).map((problem) => problem.path)).toContain(path);
  });

  it('is held against the columns of the dataset', () => {
    const columns = [{ name: 'a', type: 'text' }, { name: 'y', type: 'binary' }] as const;
    expect(problemsOf(smallest, columns)).toMatchObject([{ path: '/input_features/0/type', value: 'number', allowed: ['text', 'category'] }]);
    expect(problemsOf({ ...smallest, input_features: [{ name: 'zip', type: 'category' }] }, columns)).toMatchObject([
      { path: '/input_features/0/column', value: 'zip' },
    ]);
  });

  it('never makes the check itself fail, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (raw) => {
        expect(() => problemsOf(raw)).not.toThrow();
      }),
    );
  });
});

describe('what changed between two configurations', () => {
  const base = renderConfiguration(example('penguins-species'));

  it('is nothing between a configuration and itself', () => {
    expect(diffConfigurations(base, base)).toEqual([]);
  });

  it('is found by the names of features, not by their places', () => {
    const [first, ...rest] = base.input_features;
    const moved = { ...base, input_features: [...rest, ...(first === undefined ? [] : [first])] };
    expect(diffConfigurations(base, moved)).toMatchObject([{ path: 'input_features', kind: 'changed' }]);
    const without = { ...base, input_features: rest };
    expect(diffConfigurations(base, without)).toMatchObject([{ path: `input_features.${first?.name}`, kind: 'removed' }]);
    expect(diffConfigurations(without, base)).toMatchObject([{ path: `input_features.${first?.name}`, kind: 'added' }]);
  });

  it('is told by path', () => {
    const faster = { ...base, trainer: { ...base.trainer, learning_rate: 0.5 } };
    expect(diffConfigurations(base, faster)).toEqual([
      { path: 'trainer.learning_rate', kind: 'changed', from: base.trainer.learning_rate, to: 0.5 },
    ]);
  });
});

describe('a merge patch', () => {
  // Cases of RFC 7396, appendix A.
  it.each<[unknown, unknown, unknown]>([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: 'foo' }, null, null],
    [['a'], { a: 'b', c: null }, { a: 'b' }],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('of %j with %j is %j', (target, patch, result) => {
    expect(mergePatch(target, patch)).toEqual(result);
  });
});

describe('the digest of a configuration', () => {
  it('does not depend on the order of keys', () => {
    expect(configurationDigest({ a: 1, b: { c: 2, d: 3 } })).toBe(configurationDigest({ b: { d: 3, c: 2 }, a: 1 }));
    expect(configurationDigest({ a: 1 })).not.toBe(configurationDigest({ a: 2 }));
  });
});

describe('metrics', () => {
  it('have the defaults of every output type among them', () => {
    for (const type of ['binary', 'category', 'number'] as const) {
      const names = metricsOf[type].map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining([defaultTableMetric(type), defaultValidationMetric(type)]));
    }
  });

  it('improve strictly and in their direction; what is undefined never does', () => {
    expect(isImprovement('roc_auc', 0.9, 0.8)).toBe(true);
    expect(isImprovement('roc_auc', 0.8, 0.8)).toBe(false);
    expect(isImprovement('loss', 0.1, 0.2)).toBe(true);
    expect(isImprovement('loss', Number.NaN, 0.2)).toBe(false);
    expect(isImprovement('loss', null, null)).toBe(false);
    expect(isImprovement('loss', 5, null)).toBe(true);
  });
});
