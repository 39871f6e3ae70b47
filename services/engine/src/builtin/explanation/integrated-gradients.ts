import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { denseTensors, noDropout, scoreVectors } from '../model/dense-layers.js';
import type { Network } from '../model/network.js';
import type { Parameters } from '../model/parameters.js';
import { inTensorScope, tf } from '../model/tensor-backend.js';

const STEPS = 64;

export type Target = Readonly<{
  output: number;
  /** The score explained is the product of the output's raw scores with this vector. */
  direction: readonly number[];
}>;

/**
 * Mean gradient of the target score along the straight line from the baseline to the input vector (midpoint rule).
 * Multiplied with `vector - baseline` it gives attributions that add up to the difference in score.
 */
export const meanGradient = (
  network: Network,
  parameters: Parameters,
  vector: Float32Array,
  baseline: Float32Array,
  { output, direction }: Target,
): Float32Array => {
  const { width } = network.plan;
  const path = new Float32Array(STEPS * width);
  for (let step = 0; step < STEPS; step++) {
    const share = (step + 0.5) / STEPS;
    for (let i = 0; i < width; i++)
      path[step * width + i] = (baseline[i] as number) + share * ((vector[i] as number) - (baseline[i] as number));
  }
  return inTensorScope(() => {
    const weights = denseTensors(network.plan, parameters);
    const column = tf.tensor2d([...direction], [direction.length, 1]);
    const total = (input: Tensor): Tensor =>
      tf.sum(tf.matMul(scoreVectors(network.plan, input as Tensor2D, weights, noDropout)[output] as Tensor2D, column));
    const gradient = tf
      .grad(total)(tf.tensor2d(path, [STEPS, width]))
      .dataSync<'float32'>();
    return Float32Array.from({ length: width }, (_, i) => {
      let sum = 0;
      for (let step = 0; step < STEPS; step++) sum += gradient[step * width + i] as number;
      return sum / STEPS;
    });
  });
};
