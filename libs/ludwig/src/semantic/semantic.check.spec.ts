import { describe, expect, it } from '@jest/globals';
import { problemsOf, smallest } from '../fixtures/configuration.fixture.js';
import { renderConfiguration } from '../render-configuration.js';
import type { KnownColumn } from './column.rules.js';

const twoOutputs = { ...smallest, output_features: [{ name: 'y', type: 'binary' }, { name: 'price', type: 'number' }] };
const split = (probabilities: readonly number[]) => ({ preprocessing: { split: { type: 'random', probabilities } } });

describe('a configuration that breaks a rule between its parts', () => {
  it.each<[string, object, string, RegExp]>([
    ['two inputs of one name', { input_features: [{ name: 'a', type: 'number' }, { name: 'a', type: 'text' }] }, '/input_features/1/name', /unique/],
    ['an input and an output of one name', { output_features: [{ name: 'a', type: 'number' }] }, '/output_features/0/name', /unique/],
    ['an output of the name of all outputs', { output_features: [{ name: 'combined', type: 'number' }] }, '/output_features/0/name', /loss of all outputs/],
    ['an input of a name that cannot be a key', { input_features: [{ name: '__proto__', type: 'number' }] }, '/input_features/0/name', /cannot be a key/],
    ['an output of a name that cannot be a key', { output_features: [{ name: '__proto__', type: 'number' }] }, '/output_features/0/name', /cannot be a key/],
    ['an input of a column that no row can have', { input_features: [{ name: 'a', column: '__proto__', type: 'number' }] }, '/input_features/0/column', /could not have it/],
    ['an input that reads the target', { input_features: [{ name: 'a', column: 'y', type: 'number' }] }, '/input_features/0/column', /told the answer/],
    ['parts that do not sum to 1', split([0.5, 0.1, 0.1]), '/preprocessing/split/probabilities', /sum to 1, not 0\.7$/],
    ['no part for training', split([0, 0.5, 0.5]), '/preprocessing/split/probabilities', /training, the first part/],
    ['no part for validation', split([0.5, 0, 0.5]), '/preprocessing/split/probabilities', /validation, the second part/],
    ['both kinds of sampling', { preprocessing: { oversample_minority: 0.5, undersample_majority: 0.5 } }, '/preprocessing/undersample_majority', /combined/],
    [
      'sampling for a category',
      { output_features: [{ name: 'y', type: 'category' }], preprocessing: { oversample_minority: 0.5 } },
      '/preprocessing/oversample_minority',
      /single output of type binary/,
    ],
    ['sampling for two outputs', { ...twoOutputs, preprocessing: { undersample_majority: 0.5 } }, '/preprocessing/undersample_majority', /single output/],
    ['a metric that no output has', { trainer: { validation_metric: 'r2' } }, '/trainer/validation_metric', /accuracy, precision/],
    ['a metric that the field does not have', { ...twoOutputs, trainer: { validation_field: 'price', validation_metric: 'roc_auc' } }, '/trainer/validation_metric', /metric of price/],
    ['a metric of all outputs but their loss', { trainer: { validation_field: 'combined', validation_metric: 'accuracy' } }, '/trainer/validation_metric', /metric of combined: loss/],
    ['a field that is no output', { trainer: { validation_field: 'z' } }, '/trainer/validation_field', /y, combined/],
    [
      'a metric of two outputs without a field',
      { output_features: [{ name: 'y', type: 'binary' }, { name: 'z', type: 'category' }], trainer: { validation_metric: 'accuracy' } },
      '/trainer/validation_metric',
      /set validation_field to one of y, z/,
    ],
  ])('is refused for %s, and for nothing else', (_name, change, path, message) => {
    expect(problemsOf({ ...smallest, ...change })).toEqual([expect.objectContaining({ path, message: expect.stringMatching(message) })]);
  });

  it('is told so together with what is wrong elsewhere', () => {
    const paths = problemsOf({ ...smallest, ...split([1, 1, 1]), trainer: { epochs: 0, validation_metric: 'r2' } }).map(({ path }) => path);
    expect(paths.sort()).toEqual(['/preprocessing/split/probabilities', '/trainer/epochs', '/trainer/validation_metric']);
  });

  it('may have parts that sum to 1 as floating point has it', () => {
    expect(problemsOf({ ...smallest, ...split([0.7, 0.2, 0.1]) })).toEqual([]);
    expect(problemsOf({ ...smallest, ...split([1 / 3, 1 / 3, 1 / 3]) })).toEqual([]);
  });
});

describe('what the best checkpoint is chosen by', () => {
  it.each([
    [{}, 'y', 'roc_auc'],
    [{ validation_metric: 'loss' }, 'y', 'loss'],
    [{ validation_metric: 'r2' }, 'price', 'r2'],
    [{ validation_field: 'price' }, 'price', 'mean_squared_error'],
    [{ validation_field: 'combined' }, 'combined', 'loss'],
    [{ validation_field: 'y', validation_metric: 'recall' }, 'y', 'recall'],
    [{ validation_field: null, validation_metric: null }, 'y', 'roc_auc'],
  ])('with %j is %s, %s', (trainer, validation_field, validation_metric) => {
    expect(renderConfiguration({ ...twoOutputs, trainer }).trainer).toMatchObject({ validation_field, validation_metric });
  });
});

describe('a configuration for a dataset', () => {
  const columns: readonly KnownColumn[] = [
    { name: 'age', type: 'number', distinct: 80, missing: 3 },
    { name: 'city', type: 'category', distinct: 40 },
    { name: 'plan', type: 'category', distinct: 3, classes: ['Basic', 'Pro ', 'constructor'] },
    { name: 'member', type: 'category', distinct: 2 },
    { name: 'note', type: 'text', distinct: 1000 },
    { name: 'day', type: 'date', distinct: 300, missing: 4 },
    { name: 'at', type: 'date', distinct: 300, missing: 0 },
    { name: 'part', type: 'number', distinct: 3, missing: 0 },
    { name: 'bought', type: 'binary', distinct: 2 },
    { name: 'always', type: 'binary', distinct: 1 },
  ];
  const of = (inputs: readonly object[], output: object = { name: 'bought', type: 'binary' }, more: object = {}) =>
    problemsOf({ input_features: inputs, output_features: [output], ...more }, columns);

  it('may read any column as text or, but for the output, in its own type', () => {
    const inputs = columns.flatMap(({ name, type }) => [
      { name: `${name} as it is`, column: name, type },
      { name: `${name} as text`, column: name, type: 'text' },
      { name: `${name} as category`, column: name, type: 'category' },
    ]);
    expect(of(inputs.filter(({ column }) => column !== 'bought'))).toEqual([]);
  });

  it.each([
    ['note', 'number', 'text'],
    ['city', 'number', 'category'],
    ['note', 'binary', 'text'],
    ['age', 'date', 'number'],
    ['day', 'number', 'date'],
  ])('is refused the column %s as a %s', (name, type, holds) => {
    expect(of([{ name, type }])).toEqual([
      expect.objectContaining({ path: '/input_features/0/type', value: type, message: expect.stringContaining(`holds ${holds} values`) }),
    ]);
  });

  it('may take two classes for a binary, and not forty', () => {
    expect(of([{ name: 'age', type: 'number' }], { name: 'member', type: 'binary' })).toEqual([]);
    expect(of([{ name: 'age', type: 'number' }], { name: 'city', type: 'binary' })).toMatchObject([
      { path: '/output_features/0/type', message: expect.stringContaining('holds 40 different values') },
    ]);
  });

  it('is refused a column that is not there, and told the nearest', () => {
    expect(of([{ name: 'years', column: 'agee', type: 'number' }])).toMatchObject([
      { path: '/input_features/0/column', value: 'agee', message: expect.stringMatching(/did you mean age\?.*it has age, city/) },
    ]);
  });

  it.each<[string, object, readonly string[]]>([
    ['a class that is there, trimmed or not', { Basic: 2, Pro: 3, constructor: 4 }, []],
    ['a class that is not there', { Basic: 2, Prp: 3 }, ['Prp']],
    ['a name that every object inherits', { toString: 3 }, ['toString']],
    ['a class in another case', { basic: 3 }, ['basic']],
  ])('may weigh %s', (_name, class_weights, refused) => {
    const problems = of([{ name: 'age', type: 'number' }], { name: 'plan', type: 'category', loss: { class_weights } });
    expect(problems.map(({ path }) => path)).toEqual(refused.map((label) => `/output_features/0/loss/class_weights/${label}`));
    for (const { message, allowed } of problems) expect([message, allowed]).toEqual([expect.stringContaining('it has Basic, Pro, constructor'), ['Basic', 'Pro', 'constructor']]);
  });

  it('may weigh a class in another case where case does not count, and any class where not all are known', () => {
    const weighing = { name: 'plan', type: 'category', loss: { class_weights: { basic: 2 } } };
    const age = [{ name: 'age', type: 'number' }];
    expect(of(age, { ...weighing, preprocessing: { lowercase: true } })).toEqual([]);
    expect(of(age, weighing, { defaults: { category: { preprocessing: { lowercase: true } } } })).toEqual([]);
    expect(of(age, { ...weighing, name: 'city' })).toEqual([]);
  });

  it('is refused a target that never varies', () => {
    expect(of([{ name: 'age', type: 'number' }], { name: 'always', type: 'binary' })).toMatchObject([
      { path: '/output_features/0/column', message: expect.stringContaining('the same value in every row') },
    ]);
  });

  it.each<[object, RegExp | null]>([
    [{ type: 'stratify', column: 'bought' }, null],
    [{ type: 'stratify', column: 'note' }, /classes/],
    [{ type: 'stratify', column: 'nothing' }, /no such column/],
    [{ type: 'datetime', column: 'at' }, null],
    [{ type: 'datetime', column: 'day' }, /4 cells are empty/],
    [{ type: 'datetime', column: 'age' }, /dates/],
    [{ type: 'hash', column: 'note' }, null],
    [{ type: 'fixed', column: 'part' }, null],
    [{ type: 'fixed', column: 'city' }, /0, 1 or 2/],
  ])('may split by %j unless it says %s', (by, refusal) => {
    const problems = of([{ name: 'age', type: 'number' }], undefined, { preprocessing: { split: by } });
    expect(problems).toEqual(
      refusal === null ? [] : [expect.objectContaining({ path: '/preprocessing/split/column', message: expect.stringMatching(refusal) })],
    );
  });
});
