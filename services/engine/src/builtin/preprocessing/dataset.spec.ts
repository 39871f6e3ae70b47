import { describe, expect, it } from '@jest/globals';
import { input, output, renderedConfiguration } from '../fixtures/configuration.fixture.js';
import { tableOf } from '../fixtures/tables.fixture.js';
import { prepareDataset } from './dataset.js';

const records = Array.from({ length: 60 }, (_, index) => ({
  x: index % 10 === 9 ? null : index,
  color: ['red', 'green', 'blue'][index % 3] as string,
  label: index % 5 === 0 ? 'yes' : 'no',
  split: index < 40 ? 0 : index < 50 ? 1 : 2,
}));
const fixed = { split: { type: 'fixed', column: 'split' } } as const;
const prepare = (parts: Partial<Parameters<typeof renderedConfiguration>[0]>, table = tableOf(records)) =>
  prepareDataset(
    renderedConfiguration({
      inputs: [input.number('x')],
      outputs: [output.binary('label')],
      preprocessing: fixed,
      ...parts,
    }),
    table,
  );

const weighing = (class_weights: Readonly<Record<string, number>>, lowercase = false) => {
  const color = output.category('color');
  if (color.type !== 'category') throw new TypeError(color.type);
  return { ...color, loss: { ...color.loss, class_weights }, preprocessing: { ...color.preprocessing, lowercase } };
};

describe('prepareDataset', () => {
  it('refuses weights of classes that the target does not have, and names those that it has', () => {
    expect(() => prepare({ outputs: [weighing({ red: 2, Green: 3, toString: 2 })] })).toThrow(
      expect.objectContaining({
        code: 'class-unknown',
        message: 'class_weights of "color" name "Green", "toString", which column "color" does not hold. It holds "red", "green", "blue".',
      }),
    );
    expect(() => prepare({ outputs: [weighing({ red: 2, green: 3 })] })).not.toThrow();
    const shouted = tableOf(records.map((record) => ({ ...record, color: record.color.toUpperCase() })));
    expect(() => prepare({ outputs: [weighing({ red: 2 }, true)] }, shouted)).not.toThrow();
  });

  it('takes weights of a class that only rows left out hold', () => {
    const table = tableOf(records.map((record, index) => ({ ...record, x: index === 5 ? null : index, color: index === 5 ? 'violet' : record.color })));
    const x = input.number('x', { missing_value_strategy: 'drop_row' });
    expect(() => prepare({ inputs: [x], outputs: [weighing({ violet: 2 })] }, table)).not.toThrow();
  });

  it('takes statistics and vocabularies from the training part alone', () => {
    const changed = tableOf(
      records.map((record, index) => (index < 40 ? record : { ...record, x: 1e6, color: 'violet' })),
    );
    const inputs = [input.number('x'), input.category('color')];
    expect(prepare({ inputs }, changed).metadata).toEqual(prepare({ inputs }).metadata);
  });

  it('drops rows only for features that ask for it, and counts them', () => {
    expect(prepare({}).rows).toEqual({ training: 40, validation: 10, test: 10, dropped: 0, unused: 0 });
    expect(prepare({ inputs: [input.number('x', { missing_value_strategy: 'drop_row' })] }).rows).toMatchObject({
      training: 36,
      validation: 9,
      test: 9,
      dropped: 6,
    });
  });

  it('fills from the row above or below where asked', () => {
    const valuesOf = (strategy: 'ffill' | 'bfill') =>
      prepare({ inputs: [input.number('x', { missing_value_strategy: strategy, normalization: null })] }).training
        .inputs[0];
    expect(valuesOf('ffill')).toMatchObject({ kind: 'dense', width: 1 });
    const at = (strategy: 'ffill' | 'bfill') => {
      const feature = valuesOf(strategy);
      return feature?.kind === 'dense' ? feature.values[9] : undefined;
    };
    expect([at('ffill'), at('bfill')]).toEqual([8, 10]);
  });

  it('uses a seeded share of the rows where sample_ratio says so', () => {
    const half = prepare({
      preprocessing: { split: { type: 'random', probabilities: [0.7, 0.1, 0.2] }, sample_ratio: 0.5 },
    });
    expect(half.rows).toEqual({ training: 21, validation: 3, test: 6, dropped: 0, unused: 30 });
  });

  it('balances the training part only', () => {
    const count = (visits: Uint32Array, values: Float32Array | undefined) =>
      [...visits].filter((row) => values?.[row] === 1).length;
    const over = prepare({ preprocessing: { ...fixed, oversample_minority: 0.5 } });
    expect([over.visits.length, count(over.visits, over.training.targets[0]?.values)]).toEqual([48, 16]);
    const under = prepare({ preprocessing: { ...fixed, undersample_majority: 0.5 } });
    expect([under.visits.length, count(under.visits, under.training.targets[0]?.values)]).toEqual([24, 8]);
    expect([over.validation.rowCount, over.test.rowCount, over.training.rowCount]).toEqual([10, 10, 40]);
  });

  it('says which label it takes for true and which classes training never sees', () => {
    const sexes = tableOf(records.map((record, index) => ({ ...record, label: index % 2 ? 'MALE' : 'FEMALE' })));
    expect(prepare({}, sexes).notes).toEqual(['"label": "MALE" counts as true; set fallback_true_label to choose.']);
    const late = tableOf(
      records.map((record, index) => ({ ...record, color: index === 59 ? 'violet' : record.color })),
    );
    expect(prepare({ outputs: [output.category('color')] }, late).notes).toEqual([
      '"color": no training row has class "violet".',
    ]);
  });

  it.each([
    ['column-missing', () => prepare({ inputs: [input.number('absent')] })],
    ['column-missing', () => prepare({ outputs: [output.binary('absent')] })],
    ['column-missing', () => prepare({ preprocessing: { split: { type: 'fixed', column: 'absent' } } })],
    ['column-ambiguous', () => prepare({}, { columns: ['x', 'x', 'label', 'split'], rows: [] })],
    ['cell-unreadable', () => prepare({ inputs: [input.number('color')] })],
    ['cell-unreadable', () => prepare({ inputs: [input.date('color')] })],
    ['column-not-binary', () => prepare({ outputs: [output.binary('color')] })],
    ['target-constant', () => prepare({}, tableOf(records.map((record) => ({ ...record, label: 'no' }))))],
    [
      'target-constant',
      () => prepare({ outputs: [output.number('x')] }, tableOf(records.map((record) => ({ ...record, x: 5 })))),
    ],
    ['too-few-rows', () => prepare({}, tableOf(records.slice(0, 5)))],
    [
      'strategy-unfit',
      () => prepare({ inputs: [input.category('color', 'dense', { missing_value_strategy: 'fill_with_mean' })] }),
    ],
    [
      'sampling-unfit',
      () => prepare({ outputs: [output.category('color')], preprocessing: { ...fixed, oversample_minority: 0.5 } }),
    ],
  ])('stops with %s', (code, prepared) => {
    expect(prepared).toThrow(expect.objectContaining({ name: 'TrainingFailed', code, phase: 'preprocessing' }));
  });
});
