import { describe, expect, it } from '@jest/globals';
import { withLudwigMetrics, withLudwigValidation, withLudwigValidationAsWritten } from './former-metric-names.js';
import { renderConfiguration } from './render-configuration.js';

const outputs = { input_features: [{ name: 'a', type: 'number' }], output_features: [{ name: 'kind', type: 'category' }, { name: 'y', type: 'binary' }] };
/** As it was rendered then. */
const before = (validation_field: string, validation_metric: string) => {
  const rendered = renderConfiguration(outputs);
  return { ...rendered, trainer: { ...rendered.trainer, validation_field, validation_metric } };
};

describe('metrics from before they had the names of Ludwig', () => {
  it('of a category are called what Ludwig calls them, in any order, and others stay', () => {
    const metrics = { kind: { loss: 1, balanced_accuracy: 0.6, accuracy: 0.9, roc_auc: null }, y: { accuracy: 0.8 }, combined: { loss: 2 } };
    const lifted = { kind: { loss: 1, accuracy: 0.6, accuracy_micro: 0.9, roc_auc: null }, y: { accuracy: 0.8 }, combined: { loss: 2 } };
    expect(withLudwigMetrics(metrics)).toEqual(lifted);
    expect(withLudwigMetrics(lifted)).toEqual(lifted);
  });

  it.each([
    ['kind', 'accuracy', 'accuracy_micro'],
    ['kind', 'balanced_accuracy', 'accuracy'],
    ['kind', 'roc_auc', 'roc_auc'],
    ['y', 'accuracy', 'accuracy'],
    ['combined', 'loss', 'loss'],
  ])('choose the best checkpoint of %s by %s as they did', (field, then, now) => {
    expect(withLudwigValidation(before(field, then)).trainer).toEqual({ ...before(field, then).trainer, validation_metric: now });
    expect(withLudwigValidationAsWritten({ ...outputs, trainer: { validation_metric: then, epochs: 3 } }, before(field, then))).toEqual({
      ...outputs,
      trainer: { validation_metric: now, epochs: 3 },
    });
  });

  it('leave a configuration alone that says nothing of it', () => {
    for (const raw of [outputs, { ...outputs, trainer: { epochs: 3 } }, null]) expect(withLudwigValidationAsWritten(raw, before('kind', 'accuracy'))).toBe(raw);
  });
});
