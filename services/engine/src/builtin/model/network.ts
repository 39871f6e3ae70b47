import type { RenderedConfiguration } from '@daybook/ludwig';
import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { EncodedPart, TrainingSetMetadata } from '../preprocessing/dataset.js';
import type { EncodedFeature } from '../preprocessing/cells.types.js';
import type { EncodedTarget } from '../preprocessing/target.codec.js';
import { denseNames, denseTensors, noDropout, scoreVectors, type DropoutMask } from './dense-layers.js';
import { assembleInputs, scatterGradients } from './input-layer.js';
import { lossFunction, type LossFunction } from './loss.js';
import { planNetwork, type NetworkPlan } from './network.plan.js';
import type { Parameters } from './parameters.js';
import { inTensorScope, tf } from './tensor-backend.js';

/** A network's fixed side: its shape and losses. Parameters are passed in, so that one network serves several states of them. */
export type Network = Readonly<{ plan: NetworkPlan; losses: readonly LossFunction[]; lossWeights: readonly number[] }>;

export const buildNetwork = (configuration: RenderedConfiguration, metadata: TrainingSetMetadata): Network => ({
  plan: planNetwork(configuration, metadata),
  losses: configuration.output_features.map((feature, index) =>
    lossFunction(feature, metadata.outputs[index] as TrainingSetMetadata['outputs'][number]),
  ),
  lossWeights: configuration.output_features.map((feature) => feature.loss.weight),
});

/** Scores per output, rows × size each, for the given rows. */
export const score = (
  network: Network,
  parameters: Parameters,
  inputs: readonly EncodedFeature[],
  rows: Uint32Array,
): readonly Float32Array[] =>
  scoreAssembled(network, parameters, assembleInputs(network.plan, parameters, inputs, rows));

/** Scores of input vectors that are already concatenated. */
export const scoreAssembled = (
  network: Network,
  parameters: Parameters,
  vectors: Float32Array,
): readonly Float32Array[] =>
  inTensorScope(() => {
    const input = tf.tensor2d(vectors, [vectors.length / network.plan.width, network.plan.width]);
    return scoreVectors(network.plan, input, denseTensors(network.plan, parameters), noDropout).map((output) =>
      output.dataSync<'float32'>().slice(),
    );
  });

export type BatchGradients = Readonly<{ loss: number; gradients: Map<string, Float32Array> }>;

/** Weighted loss of a batch and its gradient for every parameter. */
export const batchGradients = (
  network: Network,
  parameters: Parameters,
  part: EncodedPart,
  rows: Uint32Array,
  dropout: DropoutMask,
): BatchGradients => {
  const { plan } = network;
  const vectors = assembleInputs(plan, parameters, part.inputs, rows);
  const gradients = new Map(
    plan.slots.flatMap(({ embedding, width }) =>
      embedding ? [[embedding.parameter, new Float32Array(embedding.size * width)] as const] : [],
    ),
  );
  const names = denseNames(plan);
  return inTensorScope(() => {
    const lossOf = (input: Tensor, ...tensors: Tensor[]): Scalar =>
      totalLoss(network, scoreVectors(plan, input as Tensor2D, tensors, dropout), part.targets, rows);
    const { value, grads } = tf.valueAndGrads(lossOf)([
      tf.tensor2d(vectors, [rows.length, plan.width]),
      ...denseTensors(plan, parameters),
    ]);
    names.forEach((name, index) => gradients.set(name, (grads[index + 1] as Tensor).dataSync<'float32'>().slice()));
    scatterGradients(plan, parameters, part.inputs, rows, (grads[0] as Tensor).dataSync<'float32'>(), gradients);
    return { loss: value.dataSync()[0] as number, gradients };
  });
};

const totalLoss = (
  { losses, lossWeights }: Network,
  scores: readonly Tensor2D[],
  targets: readonly EncodedTarget[],
  rows: Uint32Array,
): Scalar =>
  scores
    .map((tensor, index) => {
      const values = (targets[index] as EncodedTarget).values;
      const wanted = Float32Array.from(rows, (row) => values[row] as number);
      return tf.mul(tensorLoss(losses[index] as LossFunction, tensor, wanted), lossWeights[index] as number) as Scalar;
    })
    .reduce((sum, loss) => tf.add(sum, loss));

/** Closed forms for loss and gradient stay exact where products of probabilities would underflow. */
const tensorLoss = (lossOf: LossFunction, scores: Tensor2D, targets: Float32Array): Scalar =>
  tf.customGrad((tensor) => {
    const { loss, gradient } = lossOf((tensor as Tensor2D).dataSync<'float32'>(), targets);
    return { value: tf.scalar(loss), gradFunc: (dy: Tensor) => tf.mul(dy, tf.tensor2d(gradient, scores.shape)) };
  })(scores) as Scalar;
