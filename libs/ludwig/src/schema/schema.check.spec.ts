import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { configurations } from '../fixtures/configuration.arbitrary.js';
import { problemsOf, smallest } from '../fixtures/configuration.fixture.js';
import { configurationSchema } from './configuration.schema.js';
import { pointerStep } from './json-pointer.js';

type Tree = Record<string, unknown>;
const at = (raw: unknown, path: string) => problemsOf(raw).find((problem) => problem.path === path);

/** Pointers to every value inside, lists and objects included. */
const pointersOf = (value: unknown, path = ''): readonly string[] =>
  typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([key, inner]) => [`${path}${pointerStep(key)}`, ...pointersOf(inner, `${path}${pointerStep(key)}`)]) : [];

const replaced = (whole: unknown, pointer: string, change: (old: unknown) => unknown): unknown => {
  const copy = structuredClone(whole) as Tree;
  const steps = pointer.split('/').slice(1).map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const last = steps.pop() ?? '';
  const holder = steps.reduce((inner, step) => inner[step] as Tree, copy);
  holder[last] = change(holder[last]);
  return copy;
};

describe('the schema of configurations', () => {
  it('is JSON Schema 2020-12', () => {
    expect(new Ajv2020({ strict: false }).validateSchema(configurationSchema)).toBe(true);
  });

  it('lets nobody write keys that it does not know, anywhere', () => {
    const open: string[] = [];
    const walk = (schema: unknown, path: string): void => {
      if (typeof schema !== 'object' || schema === null) return;
      const { type, oneOf, additionalProperties } = schema as Tree;
      if ([type].flat().includes('object') && oneOf === undefined && (additionalProperties ?? true) === true) open.push(path);
      for (const [key, inner] of Object.entries(schema)) walk(inner, `${path}/${key}`);
    };
    walk(configurationSchema, '');
    expect(open).toEqual([]);
  });
});

describe('a configuration of a wrong shape', () => {
  it('is told everything at once, by path, with what is allowed', () => {
    const problems = problemsOf({
      input_features: [{ name: 'a', type: 'nummber' }, { name: 'b', type: 'text', encoder: { type: 'bert' } }, { type: 'text' }],
      output_features: [{ name: 'y', type: 'binary', dropout: 1 }, { name: 'y', type: 'number' }],
      trainer: { epochs: 0, learning_rat: 0.1, batch_size: 'many', early_stop: -2, learning_rate: 0 },
      combiner: { dropout: 1, fc_layers: [{ output_size: 10.5 }] },
      preprocessing: { split: { type: 'random', probabilities: [0.5, 0.5] }, oversample_minority: 2 },
      comment: 'hello',
    });
    expect(Object.fromEntries(problems.map(({ path, message }) => [path, message]))).toEqual({
      '/comment': expect.stringMatching(/^unknown key; allowed are model_type, .*input_features/),
      '/input_features/0/type': 'must be one of "number", "binary", "category", "text", "date" (did you mean number?)',
      '/input_features/1/encoder/type': 'must be "embed"',
      '/input_features/2/name': 'is missing; must be text of 1 to 500 characters',
      '/output_features/0/dropout': 'unknown key; allowed are type, name, column, preprocessing, decoder, loss',
      '/output_features/1/name': 'must be unique; another feature has this name',
      '/trainer/learning_rat': expect.stringMatching(/did you mean learning_rate\?/),
      '/trainer/epochs': 'must be a whole number from 1 to 10000',
      '/trainer/batch_size': 'must be a whole number from 1 to 65536 or "auto"',
      '/trainer/learning_rate': 'must be a number above 0 and of at most 10 or "auto"',
      '/trainer/early_stop': 'must be a whole number from -1 to 10000',
      '/combiner/dropout': 'must be a number of at least 0 and below 1',
      '/combiner/fc_layers/0/output_size': 'must be a whole number from 1 to 4096',
      '/preprocessing/split/probabilities': 'must be a list of 3 items',
      '/preprocessing/oversample_minority': 'must be a number above 0 and of at most 1 or null',
    });
  });

  it('is told the value and the allowed ones where they can be listed', () => {
    expect(at({ ...smallest, combiner: { type: 'concatt' } }, '/combiner/type')).toEqual({
      path: '/combiner/type',
      value: 'concatt',
      allowed: ['concat'],
      message: 'must be "concat" (did you mean concat?)',
    });
  });

  it.each([
    [{ ...smallest, training: {} }, '/training', 'trainer'],
    [{ ...smallest, input_features: [{ name: 'a', type: 'numerical' }] }, '/input_features/0/type', 'number'],
    [{ ...smallest, output_feature: [] }, '/output_feature', 'output_features'],
  ])('is told today’s word for %j', (raw, path, word) => {
    expect(at(raw, path)?.message).toContain(`did you mean ${word}?`);
  });

  it('is told of the type of a feature that has none, once', () => {
    expect(problemsOf({ ...smallest, input_features: [{ name: 'a' }] })).toMatchObject([
      { path: '/input_features/0/type', message: expect.stringMatching(/^is missing; must be one of "number"/), allowed: expect.arrayContaining(['text']) },
    ]);
  });

  it('refuses what Ludwig gave up: an encoder that is a word', () => {
    expect(at({ ...smallest, input_features: [{ name: 'a', type: 'category', encoder: 'onehot' }] }, '/input_features/0/encoder')).toMatchObject({
      message: 'must be an object',
      value: 'onehot',
    });
  });

  it('names any place that holds a value of another kind, and says what must be there', () => {
    const broken = configurations.chain((raw) => fc.record({ raw: fc.constant(raw), path: fc.constantFrom(...pointersOf(raw)) }));
    fc.assert(
      fc.property(broken, ({ raw, path }) => {
        const replacement = (old: unknown): unknown => (typeof old === 'object' ? 7.5 : []);
        let wasNull = false;
        const wrong = replaced(raw, path, (old) => ((wasNull = old === null), replacement(old)));
        // Where null may stand, other kinds may too.
        fc.pre(!wasNull);
        expect(at(wrong, path)?.message).toMatch(/^must be /);
      }),
    );
  });

  it('never makes the check itself fail, whatever it is', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withDate: true, withSparseArray: true, withNullPrototype: true }), (raw) => {
        expect(problemsOf(raw).length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('a configuration that is out of bounds', () => {
  const nested = (depth: number): unknown => Array.from({ length: depth }).reduce<unknown>((inner) => ({ trainer: inner }), {});

  it.each<[string, unknown, RegExp]>([
    ['nested without end', nested(100_000), /nested deeper than 32 levels/],
    ['of a million values', { input_features: Array.from({ length: 1_000_000 }, () => 1) }, /more than 200000 values/],
    ['with a text without end', { ...smallest, ludwig_version: 'x'.repeat(20_000) }, /longer than 10000 characters/],
    ['with a key that changes prototypes', JSON.parse('{"combiner": {"__proto__": {"dropout": 1}}}'), /no key/],
  ])('is refused %s', (_name, raw, message) => {
    const problems = problemsOf(raw);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toMatch(message);
  });

  it('is told a hundred problems at most', () => {
    const keys = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`unknown${index}`, 1]));
    expect(problemsOf({ ...smallest, ...keys })).toHaveLength(100);
  });
});
