import { describe, expect, it } from '@jest/globals';
import { input, output, renderedConfiguration } from '../fixtures/configuration.fixture.js';
import { tableOf, xorTable } from '../fixtures/tables.fixture.js';
import { train } from '../fixtures/training-run.fixture.js';

const xor = (change: Partial<Parameters<typeof renderedConfiguration>[0]> = {}) =>
  renderedConfiguration({
    inputs: [input.number('a'), input.number('b'), input.number('noise')],
    outputs: [output.binary('label')],
    ...change,
    trainer: { validation_field: 'label', validation_metric: 'roc_auc', ...change.trainer },
  });
const table = xorTable(300);

describe('trainModel', () => {
  it('stops with training-diverged when the loss overflows', async () => {
    const steep = xor({
      combiner: { activation: 'linear' },
      trainer: {
        learning_rate: 1e30,
        optimizer: { type: 'sgd', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, momentum: 0, weight_decay: 0 },
        gradient_clipping: { clipglobalnorm: null },
      },
    });
    await expect(train(steep, table)).rejects.toMatchObject({
      name: 'TrainingFailed',
      code: 'training-diverged',
      phase: 'training',
    });
  });

  it('refuses a validation metric that the output does not have', async () => {
    await expect(train(xor({ trainer: { validation_metric: 'r2' } }), table)).rejects.toMatchObject({
      code: 'validation-metric-unknown',
    });
    await expect(
      train(xor({ trainer: { validation_field: 'a', validation_metric: 'loss' } }), table),
    ).rejects.toMatchObject({ code: 'validation-metric-unknown' });
  });

  it('keeps undefined metrics null and trains to the end where the validation part has one class', async () => {
    const records = table.rows.map(([a, b, noise, label], index) => ({
      a: a ?? '',
      b: b ?? '',
      noise: noise ?? '',
      label: index >= 200 && index < 250 ? 'true' : (label ?? ''),
      split: index < 200 ? 0 : index < 250 ? 1 : 2,
    }));
    const result = await train(
      xor({ preprocessing: { split: { type: 'fixed', column: 'split' } }, trainer: { epochs: 4, early_stop: 1 } }),
      tableOf(records),
    );
    expect(result.history.map(({ metrics }) => metrics.validation?.['label']?.['roc_auc'])).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect([result.bestEpoch, result.evaluation.bestValue]).toEqual([4, null]);
  });
});
