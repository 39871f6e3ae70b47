import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { diffConfigurations, type ConfigurationChange } from './configuration.diff.js';
import { configurations } from './fixtures/configuration.arbitrary.js';
import { example } from './fixtures/configuration.fixture.js';
import { renderConfiguration } from './render-configuration.js';

const base = renderConfiguration(example('penguins-species'));
const [first, second, ...rest] = base.input_features;
if (first === undefined || second === undefined) throw new Error('the example has too few features');
const rendered = configurations.map((raw) => renderConfiguration(raw));

const inverse = (change: ConfigurationChange): ConfigurationChange => {
  switch (change.kind) {
    case 'added':
      return { path: change.path, kind: 'removed', from: change.to };
    case 'removed':
      return { path: change.path, kind: 'added', to: change.from };
    case 'changed':
      return { ...change, from: change.to, to: change.from };
    case 'reordered':
      return { ...change, from: change.to, to: change.from };
  }
};

describe('what changed between two configurations', () => {
  it('is nothing between any configuration and itself, whatever the order of its keys', () => {
    const backwards = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(backwards);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(Object.entries(value).reverse().map(([key, inner]) => [key, backwards(inner)]));
    };
    fc.assert(fc.property(rendered, (one) => expect(diffConfigurations(one, backwards(one) as typeof one)).toEqual([])));
  });

  it('is the opposite in the other direction', () => {
    fc.assert(fc.property(rendered, rendered, (a, b) => expect(diffConfigurations(b, a)).toEqual(diffConfigurations(a, b).map(inverse))));
  });

  it('is something between any two that differ', () => {
    fc.assert(
      fc.property(rendered, rendered, (a, b) => {
        fc.pre(JSON.stringify(a) !== JSON.stringify(b));
        expect(diffConfigurations(a, b)).not.toEqual([]);
      }),
    );
  });

  it('is told by path', () => {
    const faster = { ...base, trainer: { ...base.trainer, learning_rate: 0.5, epochs: base.trainer.epochs + 1 } };
    expect(diffConfigurations(base, faster)).toEqual([
      { path: 'trainer.epochs', kind: 'changed', from: base.trainer.epochs, to: base.trainer.epochs + 1 },
      { path: 'trainer.learning_rate', kind: 'changed', from: base.trainer.learning_rate, to: 0.5 },
    ]);
  });

  it('finds features by name, not by place', () => {
    const without = { ...base, input_features: [second, ...rest] };
    expect(diffConfigurations(base, without)).toEqual([{ path: `input_features.${first.name}`, kind: 'removed', from: first }]);
    expect(diffConfigurations(without, base)).toEqual([{ path: `input_features.${first.name}`, kind: 'added', to: first }]);
    const elsewhere = { ...base, input_features: [{ ...second, column: 'other' }, ...rest] };
    expect(diffConfigurations(base, elsewhere).map(({ path, kind }) => [path, kind])).toEqual([
      [`input_features.${second.name}.column`, 'changed'],
      [`input_features.${first.name}`, 'removed'],
    ]);
  });

  it('tells another order of features, also when one has gone', () => {
    const names = rest.map(({ name }) => name);
    expect(diffConfigurations(base, { ...base, input_features: [second, first, ...rest] })).toEqual([
      { path: 'input_features', kind: 'reordered', from: [first.name, second.name, ...names], to: [second.name, first.name, ...names] },
    ]);
    expect(diffConfigurations(base, { ...base, input_features: [...rest, second] }).map(({ kind }) => kind)).toEqual(['removed', 'reordered']);
  });

  it('keeps names apart from paths', () => {
    const dotted = { ...first, name: 'a.b' };
    expect(diffConfigurations(base, { ...base, input_features: [...base.input_features, dotted] })).toEqual([
      { path: 'input_features["a.b"]', kind: 'added', to: dotted },
    ]);
  });
});
