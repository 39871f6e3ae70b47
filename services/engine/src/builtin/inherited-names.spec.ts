import { beforeAll, describe, expect, it } from '@jest/globals';
import { loadPredictor } from './builtin-predictor.js';
import { input, output, renderedConfiguration } from './fixtures/configuration.fixture.js';
import { tableOf } from './fixtures/tables.fixture.js';
import { train } from './fixtures/training-run.fixture.js';
import type { TrainingResult } from './training.types.js';

/** What every object has, or what an assignment would take for its prototype. */
const names = ['__proto__', 'constructor', 'toString'];
const records = Array.from({ length: 120 }, (_, index) => ({
  constructor: index % 30,
  word: names[index % 3] as string,
  text: `${names[index % 3]} again`,
  kind: names[index % 3] as string,
  hasOwnProperty: names[index % 2] as string,
}));
const weighing = (() => {
  const kind = output.category('kind');
  return kind.type === 'category' ? { ...kind, loss: { ...kind.loss, class_weights: JSON.parse('{"__proto__": 2, "toString": 1}') } } : kind;
})();
const configuration = renderedConfiguration({
  inputs: [input.number('constructor'), input.category('word'), input.text('text')],
  outputs: [weighing, output.binary('hasOwnProperty')],
});

let result: TrainingResult;
beforeAll(async () => {
  result = await train(configuration, tableOf(records));
});
const asJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

describe('names that every object inherits', () => {
  it('are features with metrics, charts and explanations of their own', () => {
    const { evaluation, visualizations, explanations } = asJson(result);
    for (const name of ['kind', 'hasOwnProperty']) {
      expect(Object.hasOwn(evaluation.parts.test?.metrics ?? {}, name)).toBe(true);
      expect(Object.hasOwn(visualizations.outputs, name)).toBe(true);
      expect(explanations.outputs[name]?.importances.map(({ feature }) => feature).sort()).toEqual(['constructor', 'text', 'word']);
    }
  });

  it('are classes with statistics of their own', () => {
    const statistics = asJson(result).evaluation.parts.test?.statistics ?? {};
    expect(Object.keys(statistics['kind']?.per_class_stats ?? {}).sort()).toEqual(names);
    expect(Object.keys(statistics['hasOwnProperty']?.per_class_stats ?? {}).sort()).toEqual(['__proto__', 'constructor']);
    const charts = asJson(result).visualizations.outputs['kind'];
    const frequencies = charts?.type === 'category' ? charts.frequency_vs_f1 : [];
    expect(frequencies.map(({ label, frequency }) => [label, frequency > 0]).sort()).toEqual(names.map((label) => [label, true]));
  });

  it('are answered with their probabilities', async () => {
    const { predict } = await loadPredictor(result.model);
    for (const name of names) {
      const [answer] = asJson(predict([{ constructor: 1, word: name, text: `${name} again` }])).predictions;
      expect(answer?.['kind']?.prediction).toBe(name);
      expect(Object.keys(answer?.['kind']?.probabilities ?? {}).sort()).toEqual(names);
      expect(Object.keys(answer?.['hasOwnProperty']?.probabilities ?? {}).sort()).toEqual(['__proto__', 'constructor']);
    }
  });
});
