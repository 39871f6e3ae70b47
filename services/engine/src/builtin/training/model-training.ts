import { directionOf, metricsOfPart, validationValue } from '../evaluation/part-evaluation.js';
import { ModelFileCorrupt } from '../format/safetensors.errors.js';
import type { Network } from '../model/network.js';
import { copyParameters, initialParameters, type Parameters } from '../model/parameters.js';
import type { EncodedDataset } from '../preprocessing/dataset.js';
import type { PartMetrics, TrainingJob } from '../training.types.js';
import { fingerprintOf, readCheckpoint, writeCheckpoint, type TrainingState } from './checkpoint.js';
import { advance, initialProgress, stopsEarly, type LearningProgress } from './learning-progress.js';
import { createOptimizer } from './optimizer.js';
import type { Pause } from './pause.js';
import { trainEpoch } from './training-epoch.js';

export type Trained = Readonly<{ parameters: Parameters; progress: LearningProgress; stoppedEarly: boolean }>;

/** Trains until the last epoch or an early stop, resuming from the job's checkpoint; answers the best parameters. */
export const trainModel = async (
  job: TrainingJob,
  dataset: EncodedDataset,
  network: Network,
  pause: Pause,
): Promise<Trained> => {
  const { configuration, checkpointIntervalMs = 0 } = job;
  const { trainer, output_features: outputs } = configuration;
  const fingerprint = fingerprintOf(configuration, dataset.metadata);
  const higherIsBetter = directionOf(outputs, trainer);
  const start = await startingState(job, fingerprint, dataset, network);
  const parameters = copyParameters(start.parameters);
  const optimizer = createOptimizer(trainer.optimizer, start.optimizer);
  let { progress, best } = start;
  let savedAt = performance.now();

  while (progress.epoch < trainer.epochs && !stopsEarly(progress, trainer)) {
    const epoch = progress.epoch + 1;
    const steps = await trainEpoch({
      configuration,
      dataset,
      network,
      parameters,
      optimizer,
      learningRate: progress.learningRate,
      epoch,
      steps: progress.steps,
      pause,
    });
    const metrics = await measure(configuration, dataset, network, parameters, pause);
    progress = advance(progress, trainer, {
      epoch,
      steps,
      metrics,
      value: validationValue(metrics, trainer),
      higherIsBetter,
    });
    const improved = progress.best?.epoch === epoch;
    if (improved || progress.best === null) best = copyParameters(parameters);
    // Reported before it is saved: after a crash an evaluation may come twice, with the same numbers, but never not at all.
    await job.report({ kind: 'evaluation', ...(progress.history.at(-1) as LearningProgress['history'][number]) });
    const due =
      performance.now() - savedAt >= checkpointIntervalMs || epoch === trainer.epochs || stopsEarly(progress, trainer);
    if (!due) continue;
    const bytes = writeCheckpoint({ progress, parameters, best, optimizer: optimizer.state() }, fingerprint);
    await job.saveCheckpoint('latest', bytes);
    if (improved) await job.saveCheckpoint('best', bytes);
    savedAt = performance.now();
  }
  return { parameters: best, progress, stoppedEarly: progress.epoch < trainer.epochs };
};

const startingState = async (
  job: TrainingJob,
  fingerprint: string,
  dataset: EncodedDataset,
  { plan }: Network,
): Promise<TrainingState> => {
  const parameters = initialParameters(plan, job.configuration.random_seed);
  const fresh: TrainingState = {
    progress: initialProgress(job.configuration.trainer),
    parameters,
    best: parameters,
    optimizer: new Map(),
  };
  if (job.checkpoint === undefined) return fresh;
  try {
    const state = readCheckpoint(job.checkpoint, fingerprint, plan);
    await job.report({
      kind: 'log',
      line: `Resuming after epoch ${state.progress.epoch} of ${job.configuration.trainer.epochs}.`,
    });
    return state;
  } catch (error) {
    if (!(error instanceof ModelFileCorrupt)) throw error;
    // A fresh start ends in the same model, only later, so an unusable checkpoint must not fail the run for good.
    await job.report({
      kind: 'log',
      line: `Checkpoint not used (${error.reason}); training starts at epoch 1 with ${dataset.rows.training} rows.`,
    });
    return fresh;
  }
};

const measure = async (
  configuration: TrainingJob['configuration'],
  dataset: EncodedDataset,
  network: Network,
  parameters: Parameters,
  pause: Pause,
): Promise<PartMetrics> => {
  const measured: { -readonly [part in keyof PartMetrics]: PartMetrics[part] } = {};
  for (const name of ['training', 'validation', 'test'] as const) {
    if (dataset[name].rowCount === 0) continue;
    measured[name] = await metricsOfPart({
      configuration,
      metadata: dataset.metadata,
      part: dataset[name],
      network,
      parameters,
      pause,
    });
  }
  return measured;
};
