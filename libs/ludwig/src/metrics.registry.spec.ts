import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { combinedMetrics, defaultTableMetric, defaultValidationMetric, directionOf, isImprovement, metricsOf } from './metrics.registry.js';

const types = ['binary', 'category', 'number'] as const;
const all = [...types.flatMap((type) => metricsOf[type]), ...combinedMetrics];
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

describe('metrics', () => {
  it('have the defaults of every output type among them', () => {
    for (const type of types) {
      const names = metricsOf[type].map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining(['loss', defaultTableMetric(type), defaultValidationMetric(type)]));
      expect(new Set(names).size).toBe(names.length);
    }
    expect(types.map(defaultTableMetric)).toEqual(['accuracy', 'roc_auc', 'r2']);
    expect(types.map(defaultValidationMetric)).toEqual(['roc_auc', 'accuracy', 'mean_squared_error']);
  });

  it('have one direction and one label, whatever output they are of', () => {
    for (const { name, direction, label } of all) {
      expect(directionOf(name)).toBe(direction);
      expect(all.filter((metric) => metric.name === name).every((metric) => metric.label === label)).toBe(true);
    }
  });

  it('of Ludwig that the engine does not have go in their own direction', () => {
    expect(['last_accuracy', 'jaccard', 'token_accuracy'].map(directionOf)).toEqual(['maximize', 'maximize', 'maximize']);
    expect(['edit_distance', 'perplexity', 'softmax_cross_entropy'].map(directionOf)).toEqual(['minimize', 'minimize', 'minimize']);
  });

  it('improve strictly, in their direction, and never by what is undefined', () => {
    fc.assert(
      fc.property(fc.constantFrom(...all), finite, finite, ({ name, direction }, a, b) => {
        expect(isImprovement(name, a, b)).toBe(direction === 'maximize' ? a > b : a < b);
        expect(isImprovement(name, a, null)).toBe(true);
        expect(isImprovement(name, a, Number.NaN)).toBe(true);
        for (const undefinedValue of [null, Number.NaN, Infinity, -Infinity]) expect(isImprovement(name, undefinedValue, b)).toBe(false);
        expect(isImprovement(name, null, null)).toBe(false);
      }),
    );
  });
});
