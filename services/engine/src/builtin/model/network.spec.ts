import { beforeAll, describe, expect, it } from '@jest/globals';
import { input, output, renderedConfiguration } from '../fixtures/configuration.fixture.js';
import { tableOf } from '../fixtures/tables.fixture.js';
import { prepareDataset } from '../preprocessing/dataset.js';
import { noDropout } from './dense-layers.js';
import { batchGradients, buildNetwork, score } from './network.js';
import { copyParameters, fitsPlan, initialParameters } from './parameters.js';
import { startTensorBackend, tf } from './tensor-backend.js';

const table = tableOf(
  Array.from({ length: 40 }, (_, index) => ({
    x: index % 7 === 0 ? null : Math.sin(index) * 5,
    color: 'abc'[index % 3] as string,
    note: ['good day', 'bad day', 'good night', 'bad luck today'][index % 4] as string,
    flag: index % 2 ? 'yes' : 'no',
    kind: 'uvw'[(index * 5) % 3] as string,
    y: index * 1.5,
  })),
);
const configuration = renderedConfiguration({
  inputs: [
    input.number('x'),
    input.category('color'),
    input.category('kind', 'onehot'),
    input.text('note'),
    { ...input.text('note', 'max'), name: 'strongest' },
  ],
  outputs: [output.binary('flag', 2), output.category('color'), output.number('y', 'huber')].map((feature, index) => ({
    ...feature,
    name: `out-${index}`,
  })),
  combiner: {
    fc_layers: [
      { output_size: 6, activation: 'tanh', dropout: null },
      { output_size: 5, activation: 'elu', dropout: null },
      { output_size: 4, activation: 'sigmoid', dropout: null },
    ],
  },
});
const dataset = prepareDataset(configuration, table);
const network = buildNetwork(configuration, dataset.metadata);
const parameters = initialParameters(network.plan, 7);
const rows = Uint32Array.of(0, 3, 5, 6, 11, 20);

beforeAll(async () => void (await startTensorBackend()));

describe('network', () => {
  it('has the gradients that small changes of its parameters show, embeddings included', () => {
    const { gradients } = batchGradients(network, parameters, dataset.training, rows, noDropout);
    expect([...gradients.keys()].sort()).toEqual([...parameters.keys()].sort());
    for (const [name, { values }] of parameters) {
      const gradient = gradients.get(name) as Float32Array;
      const index = gradient.reduce(
        (best, value, i) => (Math.abs(value) > Math.abs(gradient[best] as number) ? i : best),
        0,
      );
      const lossAt = (by: number) => {
        const moved = copyParameters(parameters);
        (moved.get(name) as { values: Float32Array }).values[index] = (values[index] as number) + by;
        return batchGradients(network, moved, dataset.training, rows, noDropout).loss;
      };
      const slope = (lossAt(0.01) - lossAt(-0.01)) / 0.02;
      expect([name, gradient[index]]).toEqual([name, expect.closeTo(slope, 2)]);
      expect(Math.abs(slope)).toBeGreaterThan(1e-4);
    }
  });

  it('scores a row the same alone and in a batch', () => {
    const together = score(network, parameters, dataset.training.inputs, rows);
    rows.forEach((row, position) => {
      score(network, parameters, dataset.training.inputs, Uint32Array.of(row)).forEach((alone, index) => {
        const { size } = network.plan.outputs[index] as { size: number };
        alone.forEach((value, i) => expect(together[index]?.[position * size + i]).toBeCloseTo(value, 5));
      });
    });
  });

  it('keeps no tensor alive', () => {
    const before = tf.memory().numTensors;
    batchGradients(network, parameters, dataset.training, rows, noDropout);
    score(network, parameters, dataset.training.inputs, rows);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('starts from the same parameters for the same seed and recognises parameters that fit', () => {
    expect(initialParameters(network.plan, 7)).toEqual(parameters);
    expect(initialParameters(network.plan, 8)).not.toEqual(parameters);
    expect(fitsPlan(parameters, network.plan)).toBe(true);
    expect(fitsPlan(new Map([...parameters].slice(1)), network.plan)).toBe(false);
  });
});
