import type { OutputFeature } from '@daybook/ludwig';
import type { OutputMetadata } from '../preprocessing/feature.codec.js';

/**
 * Mean loss of a batch, before the output's `weight`, and its gradient with respect to the scores.
 * `scores` holds rows × size, `targets` one value per row (see `EncodedTarget.values`).
 */
export type LossFunction = (
  scores: Float32Array,
  targets: Float32Array,
) => Readonly<{ loss: number; gradient: Float32Array }>;

export const lossFunction = (feature: OutputFeature, metadata: OutputMetadata): LossFunction => {
  switch (feature.type) {
    case 'binary':
      return binaryCrossEntropy(feature.loss.positive_class_weight ?? 1);
    case 'category':
      return softmaxCrossEntropy(
        metadata.type === 'category' ? metadata.idx2str.map((label) => weightOf(feature.loss.class_weights ?? {}, label)) : [],
      );
    case 'number':
      return regressionLoss(feature.loss);
  }
};

/** A class may have the name of what every object inherits, such as `constructor`. */
const weightOf = (weights: Readonly<Record<string, number>>, label: string): number => (Object.hasOwn(weights, label) ? (weights[label] as number) : 1);

export const sigmoid = (score: number): number =>
  score >= 0 ? 1 / (1 + Math.exp(-score)) : Math.exp(score) / (1 + Math.exp(score));

const softplus = (score: number): number => Math.max(score, 0) + Math.log1p(Math.exp(-Math.abs(score)));

const binaryCrossEntropy =
  (positiveWeight: number): LossFunction =>
  (scores, targets) => {
    let loss = 0;
    const gradient = scores.map((score, row) => {
      const target = targets[row] as number;
      const weight = target === 1 ? positiveWeight : 1;
      loss += (weight * (softplus(score) - target * score)) / targets.length;
      return (weight * (sigmoid(score) - target)) / targets.length;
    });
    return { loss, gradient };
  };

/** Weights multiply each row's loss; they are not normalised by their sum, so that equal weights scale the loss. */
const softmaxCrossEntropy =
  (classWeights: readonly number[]): LossFunction =>
  (scores, targets) => {
    const size = classWeights.length;
    const gradient = new Float32Array(scores.length);
    let loss = 0;
    targets.forEach((target, row) => {
      const probabilities = softmax(scores.subarray(row * size, (row + 1) * size));
      const weight = (classWeights[target] as number) / targets.length;
      loss +=
        weight * (logSumExp(scores.subarray(row * size, (row + 1) * size)) - (scores[row * size + target] as number));
      probabilities.forEach(
        (probability, index) => (gradient[row * size + index] = weight * (probability - (index === target ? 1 : 0))),
      );
    });
    return { loss, gradient };
  };

const logSumExp = (scores: Float32Array): number => {
  const largest = scores.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return largest + Math.log(scores.reduce((sum, score) => sum + Math.exp(score - largest), 0));
};

export const softmax = (scores: Float32Array): Float64Array => {
  const total = logSumExp(scores);
  return Float64Array.from(scores, (score) => Math.exp(score - total));
};

const regressionLoss =
  ({
    type,
    delta,
  }: Readonly<{ type: 'mean_squared_error' | 'mean_absolute_error' | 'huber'; delta: number }>): LossFunction =>
  (scores, targets) => {
    let loss = 0;
    const gradient = scores.map((score, row) => {
      const error = score - (targets[row] as number);
      const [value, slope] =
        type === 'mean_squared_error'
          ? [error ** 2, 2 * error]
          : type === 'mean_absolute_error'
            ? [Math.abs(error), Math.sign(error)]
            : Math.abs(error) <= delta
              ? [error ** 2 / 2, error]
              : [delta * (Math.abs(error) - delta / 2), delta * Math.sign(error)];
      loss += value / targets.length;
      return slope / targets.length;
    });
    return { loss, gradient };
  };
