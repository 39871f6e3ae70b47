import type { RenderedConfiguration } from '@daybook/ludwig';
import type { DropoutMask } from '../model/dense-layers.js';
import { batchGradients, type Network } from '../model/network.js';
import type { Parameters } from '../model/parameters.js';
import { tf } from '../model/tensor-backend.js';
import type { EncodedDataset } from '../preprocessing/dataset.js';
import { seededRandom } from '../random/seeded-random.js';
import { TrainingFailed } from '../training.errors.js';
import { addRegularization, clipByGlobalNorm, globalNorm } from './gradient-shaping.js';
import type { LearningProgress } from './learning-progress.js';
import type { Optimizer } from './optimizer.js';
import type { Pause } from './pause.js';

export type EpochInput = Readonly<{
  configuration: RenderedConfiguration;
  dataset: EncodedDataset;
  network: Network;
  parameters: Parameters;
  optimizer: Optimizer;
  pause: Pause;
  /** As it was after the epoch before this one. */
  progress: LearningProgress;
}>;

/** One pass over the training rows; resolves with the steps taken so far. @throws TrainingFailed training-diverged, TrainingCanceled */
export const trainEpoch = async (input: EpochInput): Promise<number> => {
  const { configuration, dataset, network, parameters, optimizer, pause, progress } = input;
  const { learningRate } = progress;
  const epoch = progress.epoch + 1;
  const { trainer, random_seed: seed } = configuration;
  const order = visitOrder(dataset.visits, trainer.should_shuffle, seed, epoch);
  let step = progress.steps;
  for (let start = 0; start < order.length; start += trainer.batch_size) {
    await pause();
    step++;
    const { loss, gradients } = batchGradients(
      network,
      parameters,
      dataset.training,
      order.subarray(start, start + trainer.batch_size),
      dropoutMask(seed, step),
    );
    addRegularization(trainer, parameters, gradients);
    const norm = globalNorm(gradients);
    if (!Number.isFinite(loss) || !Number.isFinite(norm)) throw diverged(epoch, step, learningRate);
    clipByGlobalNorm(gradients, norm, trainer.gradient_clipping.clipglobalnorm);
    optimizer.apply(parameters, gradients, learningRate, step);
  }
  return step;
};

const visitOrder = (visits: Uint32Array, shuffle: boolean, seed: number, epoch: number): Uint32Array =>
  shuffle
    ? seededRandom(seed, 'shuffle', epoch)
        .permutation(visits.length)
        .map((index) => visits[index] as number)
    : visits;

const dropoutMask =
  (seed: number, step: number): DropoutMask =>
  ({ name, outputs, dropout }, rows) => {
    const random = seededRandom(seed, 'dropout', name, step);
    const kept = 1 / (1 - dropout);
    return tf.tensor2d(
      Float32Array.from({ length: rows * outputs }, () => (random.uniform() < dropout ? 0 : kept)),
      [rows, outputs],
    );
  };

const diverged = (epoch: number, step: number, learningRate: number): TrainingFailed =>
  new TrainingFailed(
    'training-diverged',
    `Loss or gradients became NaN or infinite at step ${step} in epoch ${epoch} with learning rate ${learningRate}. A tenth of the learning rate, normalised number inputs or gradient clipping usually help.`,
    'training',
  );
