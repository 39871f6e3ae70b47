import type { Activation } from '@daybook/ludwig';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { allLayers, type LayerPlan, type NetworkPlan } from './network.plan.js';
import { valuesOf, type Parameters } from './parameters.js';
import { tf } from './tensor-backend.js';

/** Multipliers for one layer's outputs while training: 0 where dropped, 1 / (1 - dropout) elsewhere; null for none. */
export type DropoutMask = (layer: LayerPlan, rows: number) => Tensor2D | null;
export const noDropout: DropoutMask = () => null;

/** Names of the parameters that the tensor graph sees, in the order of `denseTensors`. */
export const denseNames = (plan: NetworkPlan): readonly string[] =>
  allLayers(plan).flatMap(({ name }) => [`${name}/weight`, `${name}/bias`]);

export const denseTensors = (plan: NetworkPlan, parameters: Parameters): Tensor[] =>
  denseNames(plan).map((name) => tf.tensor(valuesOf(parameters, name), [...(parameters.get(name)?.shape ?? [])]));

/** The raw scores of each output, one tensor of rows × size per output. Call within `inTensorScope`. */
export const scoreVectors = (
  plan: NetworkPlan,
  vectors: Tensor2D,
  tensors: readonly Tensor[],
  dropout: DropoutMask,
): readonly Tensor2D[] => {
  const names = denseNames(plan);
  const byName = new Map(names.map((name, index) => [name, tensors[index] as Tensor]));
  const apply = (input: Tensor2D, layer: LayerPlan): Tensor2D => {
    const weight = byName.get(`${layer.name}/weight`) as Tensor2D;
    const bias = byName.get(`${layer.name}/bias`) as Tensor;
    const output = activate(tf.add(tf.matMul(input, weight), bias), layer.activation);
    const mask = layer.dropout > 0 ? dropout(layer, input.shape[0]) : null;
    return mask === null ? output : tf.mul(output, mask);
  };
  const combined = plan.combiner.reduce(apply, vectors);
  return plan.outputs.map((output) => output.layers.reduce(apply, combined));
};

const activate = (input: Tensor2D, activation: Activation): Tensor2D => {
  switch (activation) {
    case 'relu':
      return tf.relu(input);
    case 'tanh':
      return tf.tanh(input);
    case 'sigmoid':
      return tf.sigmoid(input);
    case 'elu':
      return elu(input);
    case 'linear':
      return input;
  }
};

/** Written out because the WebAssembly backend has no kernel for the gradient of its own `elu`. */
const elu = (input: Tensor2D): Tensor2D =>
  tf.customGrad((x, save) => {
    const [values, shape] = [(x as Tensor2D).dataSync(), (x as Tensor2D).shape];
    const value = tf.tensor2d(
      Float32Array.from(values, (v) => (v > 0 ? v : Math.expm1(v))),
      shape,
    );
    (save as (tensors: Tensor[]) => void)([x as Tensor]);
    return {
      value,
      gradFunc: (dy: Tensor2D) =>
        tf.mul(
          dy,
          tf.tensor2d(
            Float32Array.from(values, (v) => (v > 0 ? 1 : Math.exp(v))),
            shape,
          ),
        ),
    };
  })(input) as Tensor2D;
