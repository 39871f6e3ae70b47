import { beforeAll, describe, expect, it } from '@jest/globals';
import { loadPredictor, type Predictor } from './builtin-predictor.js';
import { input, output, renderedConfiguration } from './fixtures/configuration.fixture.js';
import { tableOf } from './fixtures/tables.fixture.js';
import { train } from './fixtures/training-run.fixture.js';
import { ModelFileCorrupt } from './format/safetensors.errors.js';
import { InvalidRows } from './prediction/invalid-rows.error.js';

const records = Array.from({ length: 160 }, (_, index) => ({
  size: index % 20,
  weight: (index % 20) * 2 + 1,
  color: ['red', 'green', 'blue'][index % 3] as string,
  member: index % 2 ? 'yes' : 'no',
  note: index % 3 ? 'plain goods' : 'fragile glass',
  day: `2024-0${1 + (index % 9)}-15`,
  price: 50 + (index % 20) * 10,
  kind: index % 3 ? 'plain' : 'fragile',
  large: String(index % 20 > 9),
}));
const row = { size: 15, weight: 31, color: 'red', member: 'yes', note: 'fragile glass', day: '2024-03-15' };
const configuration = renderedConfiguration({
  inputs: [
    input.number('size'),
    input.number('weight', { missing_value_strategy: 'drop_row', normalization: 'log1p' }),
    input.category('color'),
    input.binary('member'),
    input.text('note'),
    input.date('day'),
  ],
  outputs: [output.number('price'), output.category('kind'), output.binary('large')],
  trainer: { epochs: 40, learning_rate: 0.01 },
});

let model: Uint8Array;
let predictor: Predictor;
beforeAll(async () => {
  model = (await train(configuration, tableOf(records))).model;
  predictor = await loadPredictor(model);
});

const problemsOf = (...rows: readonly Record<string, unknown>[]) => {
  try {
    predictor.predict(rows);
    return [];
  } catch (error) {
    if (error instanceof InvalidRows) return error.problems;
    throw error;
  }
};

describe('predict', () => {
  it('answers every output with its probabilities, numbers in raw units', () => {
    const [answer] = predictor.predict([row]).predictions;
    expect(Math.abs((answer?.['price']?.prediction as number) - 200)).toBeLessThan(40); // prices run from 50 to 240
    expect(answer?.['kind']).toMatchObject({ prediction: 'fragile' });
    expect(answer?.['large']).toMatchObject({ prediction: true });
    for (const name of ['kind', 'large']) {
      const { probability = 0, probabilities = {} } = answer?.[name] ?? {};
      expect(Object.values(probabilities).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 6);
      expect(probability).toBe(Math.max(...Object.values(probabilities)));
    }
    expect(Object.keys(answer?.['large']?.probabilities ?? {})).toEqual(['false', 'true']);
  });

  it('reads JSON values and the cells of a CSV file alike, and leaves other fields alone', () => {
    const cells = {
      size: '15',
      weight: '31.0',
      color: 'red',
      member: true,
      note: 'fragile glass',
      day: '2024-03-15',
      price: 'ignored',
    };
    expect(predictor.predict([cells])).toEqual(predictor.predict([row]));
  });

  it('answers rows alone as it does together', () => {
    const rows = [row, { ...row, size: 1, note: 'plain goods' }, { ...row, size: null }];
    const together = predictor.predict(rows).predictions;
    rows.forEach((one, index) => {
      const [alone] = predictor.predict([one]).predictions;
      expect(alone?.['price']?.prediction).toBeCloseTo(together[index]?.['price']?.prediction as number, 3);
    });
    expect(predictor.predict([])).toEqual({ predictions: [], warnings: [] });
  });

  it('takes an unknown category as <UNK> and warns', () => {
    const { warnings, predictions } = predictor.predict([row, { ...row, color: 'violet' }]);
    expect(warnings).toEqual([{ row: 1, field: 'color', value: 'violet', message: expect.stringContaining('<UNK>') }]);
    expect(predictions).toHaveLength(2);
  });

  it('fills null where a strategy says how, and refuses it elsewhere', () => {
    expect(problemsOf({ ...row, size: null, color: null, member: null, note: null, day: null })).toEqual([]);
    expect(problemsOf({ ...row, weight: null })).toMatchObject([{ row: 0, field: 'weight', found: 'null' }]);
  });

  it('lists every cell that it cannot read', () => {
    const { color: _color, ...withoutColor } = row;
    const problems = problemsOf(
      row,
      withoutColor,
      { ...row, size: 'big', member: 'perhaps', note: 5, day: '15.03.2024' },
      { ...row, weight: -1, color: {} },
      { ...row, size: [1], day: undefined },
    );
    expect(problems.map(({ row: index, field }) => [index, field])).toEqual([
      [1, 'color'],
      [2, 'size'],
      [2, 'member'],
      [2, 'note'],
      [2, 'day'],
      [3, 'weight'],
      [3, 'color'],
      [4, 'size'],
      [4, 'day'],
    ]);
    expect(problems[0]).toEqual({ row: 1, field: 'color', expected: 'a category', found: 'no such field' });
    expect(problems[1]).toEqual({ row: 2, field: 'size', expected: 'a number', found: '"big"' });
  });

  it.each<[string, unknown, string]>([
    ['infinite', JSON.parse('1e999'), 'number Infinity'],
    ['infinite downwards', -Infinity, 'number -Infinity'],
    ['more than the network can hold', 1e200, 'number 1e+200'],
    ['more than the network can hold, as text', '1e200', '"1e200"'],
    ['infinite, as text', '1e999', '"1e999"'],
  ])('refuses a number that is %s', (_name, size, found) => {
    expect(problemsOf(row, { ...row, size })).toEqual([{ row: 1, field: 'size', expected: expect.stringContaining('a number'), found }]);
    expect(problemsOf({ ...row, color: size })).toHaveLength(typeof size === 'number' && !Number.isFinite(size) ? 1 : 0);
  });

  it('answers for no row whose scores overflow, and says which', async () => {
    const price = output.number('price');
    const logarithmic = renderedConfiguration({
      inputs: [input.number('size')],
      outputs: [{ ...price, preprocessing: { ...price.preprocessing, normalization: 'log1p' } } as typeof price],
    });
    const { predict } = await loadPredictor((await train(logarithmic, tableOf(records))).model);
    expect(predict([{ size: 5 }]).predictions).toHaveLength(1);
    expect(() => predict([{ size: 5 }, { size: 1e9 }])).toThrow(
      expect.objectContaining({ problems: [{ row: 1, field: 'price', expected: 'a finite answer', found: expect.stringContaining('too far') }] }),
    );
  });

  it.each(['__proto__', 'constructor', 'toString'])('is not fooled by a category called %s', (color) => {
    expect(predictor.predict([{ ...row, color }]).warnings).toHaveLength(1);
    expect(problemsOf({ ...row, member: color })).toHaveLength(1);
  });
});

describe('explainRow', () => {
  it('adds up to the difference between the score and the baseline', () => {
    for (const one of [row, { ...row, size: 0, note: 'plain goods' }, { ...row, note: '' }]) {
      for (const { features, score, baselineScore } of Object.values(predictor.explainRow(one))) {
        const sum = features.reduce((total, { attribution }) => total + attribution, 0);
        expect(Math.abs(sum - (score - baselineScore))).toBeLessThan(
          0.02 * Math.max(1, Math.abs(score - baselineScore)),
        );
      }
    }
  });

  it('splits the attribution of a text among its tokens', () => {
    const note = predictor.explainRow(row)['kind']?.features.find(({ feature }) => feature === 'note');
    expect(note?.tokens?.map(({ token }) => token).sort()).toEqual(['fragile', 'glass']);
    expect((note?.tokens ?? []).reduce((sum, { attribution }) => sum + attribution, 0)).toBeCloseTo(
      note?.attribution as number,
      4,
    );
  });
});

describe('loadPredictor', () => {
  it('refuses damaged files', async () => {
    const damaged = model.slice();
    damaged[damaged.length - 2]! ^= 4;
    await expect(loadPredictor(damaged)).rejects.toThrow(ModelFileCorrupt);
    await expect(loadPredictor(model.subarray(0, 1000))).rejects.toThrow(ModelFileCorrupt);
    await expect(loadPredictor(new Uint8Array())).rejects.toThrow(ModelFileCorrupt);
  });
});
