import { describe, expect, it } from '@jest/globals';
import { input, output, renderedConfiguration } from './fixtures/configuration.fixture.js';
import type { PartEvaluation } from './evaluation/evaluation.types.js';
import { linearTable, tableOf, textTable, xorTable } from './fixtures/tables.fixture.js';
import { completed, recordedRun, train } from './fixtures/training-run.fixture.js';

const xor = (change: Partial<Parameters<typeof renderedConfiguration>[0]> = {}) =>
  renderedConfiguration({
    inputs: [input.number('a'), input.number('b'), input.number('noise')],
    outputs: [output.binary('label')],
    ...change,
    trainer: { validation_field: 'label', validation_metric: 'roc_auc', ...change.trainer },
  });
const short = xor({ combiner: { dropout: 0.2 }, trainer: { epochs: 6 } });
const table = xorTable(300);

describe('runTraining', () => {
  it('learns an exclusive or and goes through all phases', async () => {
    const { job, events } = recordedRun(xor({ trainer: { epochs: 40 } }), xorTable(600));
    const result = await completed(job);
    expect(result.evaluation.parts.test?.metrics['label']?.['roc_auc']).toBeGreaterThan(0.97);
    expect(events.filter((event) => event.kind === 'phase').map(({ phase }) => phase)).toEqual([
      'preprocessing',
      'training',
      'evaluating',
      'visualizing',
      'explaining',
    ]);
    expect(events.find((event) => event.kind === 'dataset')).toEqual({
      kind: 'dataset',
      rows: { training: 420, validation: 60, test: 120, dropped: 0, unused: 0 },
    });
    expect(events.filter((event) => event.kind === 'evaluation').map(({ epoch }) => epoch)).toEqual(
      result.history.map(({ epoch }) => epoch),
    );
    const [first, second] = result.explanations.outputs['label']?.importances ?? [];
    expect([first?.feature, second?.feature].sort()).toEqual(['a', 'b']);
  });

  it('evaluates the best epoch, not the last one', async () => {
    const result = await train(xor({ trainer: { epochs: 15, learning_rate: 0.02 } }), table);
    const best = result.history.find(({ epoch }) => epoch === result.bestEpoch);
    expect(best?.best).toBe(true);
    expect(result.evaluation.parts.validation?.metrics).toEqual(best?.metrics.validation);
    expect(result.evaluation.parts.test?.metrics).toEqual(best?.metrics.test);
    expect(result.evaluation.bestValue).toBe(
      Math.max(...result.history.map(({ metrics }) => metrics.validation?.['label']?.['roc_auc'] ?? -1)),
    );
  });

  it('learns numbers in raw units from numbers and categories', async () => {
    const configuration = renderedConfiguration({
      inputs: [input.number('x'), input.category('group')],
      outputs: [output.number('y')],
      trainer: { epochs: 60, validation_field: 'y', validation_metric: 'r2' },
    });
    const metrics = (await train(configuration, linearTable(240))).evaluation.parts.test?.metrics['y'];
    expect(metrics?.['r2']).toBeGreaterThan(0.98);
    expect(metrics?.['mean_absolute_error']).toBeLessThan(3);
  });

  it.each(['mean', 'sum', 'max'] as const)(
    'learns topics from texts by the %s of token vectors, and names their words',
    async (reduce) => {
      const configuration = renderedConfiguration({
        inputs: [input.text('message', reduce)],
        outputs: [output.category('topic')],
        trainer: { epochs: 25 },
      });
      const result = await train(configuration, textTable(600));
      expect(result.evaluation.parts.test?.metrics['topic']?.['accuracy']).toBeGreaterThan(0.95);
      const tokens = result.explanations.outputs['topic']?.tokens['message'] ?? [];
      const strongest = Object.fromEntries(
        tokens.map(({ label, tokens: words }) => [
          label,
          words
            .slice(0, 3)
            .map(({ token }) => token)
            .sort(),
        ]),
      );
      expect(strongest).toEqual({
        billing: ['card', 'invoice', 'refund'],
        shipping: ['address', 'courier', 'parcel'],
        account: ['login', 'password', 'profile'],
      });
    },
  );

  it('trains several outputs at once', async () => {
    const records = linearTable(150).rows.map(([x, group, y]) => ({
      x: x ?? '',
      group: group ?? '',
      y: y ?? '',
      high: String(Number(y) > 110),
    }));
    const configuration = renderedConfiguration({
      inputs: [input.number('x'), input.category('group', 'onehot')],
      outputs: [output.number('y'), output.binary('high')],
      trainer: { epochs: 40 },
    });
    const { metrics } = (await train(configuration, tableOf(records))).evaluation.parts.test as PartEvaluation;
    expect(metrics['y']?.['r2']).toBeGreaterThan(0.9);
    expect(metrics['high']?.['roc_auc']).toBeGreaterThan(0.95);
    expect(metrics['combined']?.['loss']).toBeCloseTo(
      (metrics['y']?.['loss'] ?? 0) + (metrics['high']?.['loss'] ?? 0),
      6,
    );
  });

  it('answers more often true the more a true row weighs', async () => {
    const recallWith = async (weight: number | null) => {
      const rare = tableOf(
        xorTable(400).rows.map(([a, b], index) => ({
          a: a ?? '',
          b: b ?? '',
          noise: index,
          label: String(index % 10 === 0 || Number(a) > 0.9),
        })),
      );
      const result = await train(
        xor({ outputs: [output.binary('label', weight)], trainer: { epochs: 8, validation_metric: 'loss' } }),
        rare,
      );
      return result.evaluation.parts.training?.metrics['label']?.['recall'] ?? 0;
    };
    expect(await recallWith(8)).toBeGreaterThan((await recallWith(null)) + 0.2);
  });

  it('gives the same model bit for bit for the same seed, and another one for another seed', async () => {
    const first = await train(short, table);
    expect(Buffer.compare(first.model, (await train(short, table)).model)).toBe(0);
    expect(Buffer.compare(first.model, (await train({ ...short, random_seed: 43 }, table)).model)).not.toBe(0);
  });

  it('stops early and says so', async () => {
    const result = await train(xor({ trainer: { epochs: 200, early_stop: 3, learning_rate: 0.02 } }), table);
    expect(result.stoppedEarly).toBe(true);
    expect(result.epochsTrained - result.bestEpoch).toBe(3);
  });

  it.each([
    ['overflow', (index: number) => `${index + 1}e300`, /^Column "x" holds numbers that do not fit 32 bits: row \d+ \(\d+e300\)/],
    ['are too close to each other', (index: number) => `${index + 1}e-300`, /^Column "x" holds numbers from .* which 32 bits cannot tell apart/],
  ])('fails for a column whose numbers %s, and names it', async (_name, cellOf, message) => {
    const records = Array.from({ length: 50 }, (_, index) => ({ x: cellOf(index), y: cellOf(index) }));
    const configuration = renderedConfiguration({ inputs: [input.number('x')], outputs: [output.number('y')] });
    const failure = { code: 'number-out-of-range', phase: 'preprocessing', message: expect.stringMatching(message) };
    await expect(train(configuration, tableOf(records))).rejects.toMatchObject(failure);
  });

  it('fails where the model answers a part with what is no number', async () => {
    const records = Array.from({ length: 60 }, (_, index) => ({ x: index < 50 ? index / 10 : 1e6, y: Math.exp(index < 50 ? index / 10 : 5), part: index < 40 ? 0 : index < 50 ? 1 : 2 }));
    const y = output.number('y');
    const configuration = renderedConfiguration({
      inputs: [input.number('x')],
      outputs: [{ ...y, preprocessing: { ...y.preprocessing, normalization: 'log1p' } } as typeof y],
      preprocessing: { split: { type: 'fixed', column: 'part' } },
    });
    await expect(train(configuration, tableOf(records))).rejects.toMatchObject({
      code: 'training-diverged',
      phase: 'evaluating',
      message: expect.stringContaining('answers the test rows with numbers that overflow: mean_squared_error of "y"'),
    });
  });

  it('reports nothing that JSON cannot carry', async () => {
    const { job, events } = recordedRun(short, table);
    const { model: _model, ...rest } = await completed(job);
    for (const value of [rest, events]) expect(JSON.parse(JSON.stringify(value))).toEqual(value);
  });
});
