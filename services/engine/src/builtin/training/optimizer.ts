import type { Optimizer as OptimizerConfiguration } from '@daybook/ludwig';
import type { NamedTensor } from '../format/safetensors.js';
import type { Parameters } from '../model/parameters.js';

/** Updates parameters in place and keeps its own state, which a checkpoint carries. */
export type Optimizer = Readonly<{
  /** `step` counts from 1 over the whole run. */
  apply(parameters: Parameters, gradients: ReadonlyMap<string, Float32Array>, learningRate: number, step: number): void;
  state(): ReadonlyMap<string, NamedTensor>;
}>;

const RMS_DECAY = 0.99;

/** The same formulas and meanings of `weight_decay` as PyTorch: decoupled for adamw, added to the gradient elsewhere. */
export const createOptimizer = (
  configuration: OptimizerConfiguration,
  restored: ReadonlyMap<string, NamedTensor>,
): Optimizer => {
  const state = new Map<string, NamedTensor>(
    [...restored].map(([name, { shape, values }]) => [name, { shape, values: values.slice() }]),
  );
  const slot = (kind: string, name: string, like: NamedTensor): Float32Array => {
    const key = `${kind}/${name}`;
    const known = state.get(key) ?? { shape: like.shape, values: new Float32Array(like.values.length) };
    state.set(key, known);
    return known.values;
  };
  const update = updateRule(configuration, slot);
  return {
    state: () => state,
    apply: (parameters, gradients, learningRate, step) => {
      for (const [name, parameter] of parameters) {
        const gradient = gradients.get(name);
        if (gradient === undefined) continue;
        decay(configuration, parameter.values, gradient, learningRate);
        update({ name, parameter, gradient, learningRate, step });
      }
    },
  };
};

const decay = (
  { type, weight_decay }: OptimizerConfiguration,
  values: Float32Array,
  gradient: Float32Array,
  learningRate: number,
): void => {
  if (weight_decay === 0) return;
  if (type === 'adamw') for (let i = 0; i < values.length; i++) values[i]! *= 1 - learningRate * weight_decay;
  else for (let i = 0; i < values.length; i++) gradient[i]! += weight_decay * (values[i] as number);
};

type Slot = (kind: string, name: string, like: NamedTensor) => Float32Array;
type Update = Readonly<{
  name: string;
  parameter: NamedTensor;
  gradient: Float32Array;
  learningRate: number;
  step: number;
}>;
type UpdateRule = (update: Update) => void;

const updateRule = (configuration: OptimizerConfiguration, slot: Slot): UpdateRule => {
  switch (configuration.type) {
    case 'adam':
    case 'adamw':
      return adam(configuration, slot);
    case 'sgd':
      return sgd(configuration, slot);
    case 'rmsprop':
      return rmsprop(configuration, slot);
    case 'adagrad':
      return adagrad(configuration, slot);
  }
};

const adam =
  ({ beta1, beta2, epsilon }: OptimizerConfiguration, slot: Slot): UpdateRule =>
  ({ name, parameter, gradient, learningRate, step }) => {
    const { values } = parameter;
    const [first, second] = [slot('first', name, parameter), slot('second', name, parameter)];
    const rate = learningRate / (1 - beta1 ** step);
    const scale = 1 / Math.sqrt(1 - beta2 ** step);
    for (let i = 0; i < values.length; i++) {
      const g = gradient[i] as number;
      const m = beta1 * (first[i] as number) + (1 - beta1) * g;
      const v = beta2 * (second[i] as number) + (1 - beta2) * g * g;
      first[i] = m;
      second[i] = v;
      values[i]! -= (rate * m) / (Math.sqrt(v) * scale + epsilon);
    }
  };

const sgd =
  ({ momentum }: OptimizerConfiguration, slot: Slot): UpdateRule =>
  ({ name, parameter, gradient, learningRate }) => {
    const { values } = parameter;
    if (momentum === 0) {
      for (let i = 0; i < values.length; i++) values[i]! -= learningRate * (gradient[i] as number);
      return;
    }
    const velocity = slot('velocity', name, parameter);
    for (let i = 0; i < values.length; i++) {
      velocity[i] = momentum * (velocity[i] as number) + (gradient[i] as number);
      values[i]! -= learningRate * (velocity[i] as number);
    }
  };

const rmsprop =
  ({ epsilon, momentum }: OptimizerConfiguration, slot: Slot): UpdateRule =>
  ({ name, parameter, gradient, learningRate }) => {
    const { values } = parameter;
    const [square, velocity] = [slot('square', name, parameter), slot('velocity', name, parameter)];
    for (let i = 0; i < values.length; i++) {
      const g = gradient[i] as number;
      square[i] = RMS_DECAY * (square[i] as number) + (1 - RMS_DECAY) * g * g;
      velocity[i] = momentum * (velocity[i] as number) + g / (Math.sqrt(square[i] as number) + epsilon);
      values[i]! -= learningRate * (velocity[i] as number);
    }
  };

const adagrad =
  ({ epsilon }: OptimizerConfiguration, slot: Slot): UpdateRule =>
  ({ name, parameter, gradient, learningRate }) => {
    const { values } = parameter;
    const sum = slot('sum', name, parameter);
    for (let i = 0; i < values.length; i++) {
      const g = gradient[i] as number;
      sum[i] = (sum[i] as number) + g * g;
      values[i]! -= (learningRate * g) / (Math.sqrt(sum[i] as number) + epsilon);
    }
  };
