import { directionOf, evaluatePart, validationValue } from '../evaluation/part-evaluation.js';
import { endLines, epochLines } from '../log/progress-lines.js';
import type { Network } from '../model/network.js';
import { copyParameters, type Parameters } from '../model/parameters.js';
import type { EncodedDataset } from '../preprocessing/dataset.js';
import { thinPart } from '../preprocessing/part-rows.js';
import type { Evaluation, PartMetrics, TrainingJob } from '../training.types.js';
import { fingerprintOf, writeCheckpoint, type TrainingState } from './checkpoint.js';
import { advance, stopsEarly, type LearningProgress } from './learning-progress.js';
import { createOptimizer } from './optimizer.js';
import type { Pause } from './pause.js';
import { startingState } from './starting-state.js';
import { trainEpoch } from './training-epoch.js';

/** Training metrics of the curves come from at most this many rows; the final evaluation uses all. */
const CURVE_ROWS = 10_000;

export type Trained = Readonly<{ parameters: Parameters; progress: LearningProgress; stoppedEarly: boolean }>;
type Trainable = Readonly<{ job: TrainingJob; dataset: EncodedDataset; network: Network; pause: Pause }>;

/** Trains until the last epoch or an early stop, resuming from the job's checkpoint; answers the best parameters. */
export const trainModel = async (trainable: Trainable): Promise<Trained> => {
  const { job, dataset, network, pause } = trainable;
  const { trainer } = job.configuration;
  const fingerprint = fingerprintOf(job.configuration, dataset.metadata);
  const start = await startingState(job, fingerprint, network.plan);
  const parameters = copyParameters(start.parameters);
  const optimizer = createOptimizer(trainer.optimizer, start.optimizer);
  const save = checkpointSaver(job, fingerprint, start);
  let { progress, best } = start;
  const ended = () => progress.epoch >= trainer.epochs || stopsEarly(progress, trainer);

  while (!ended()) {
    const steps = await trainEpoch({ ...job, dataset, network, parameters, optimizer, pause, progress });
    const metrics = await measure(trainable, parameters);
    const before = progress;
    progress = advanceOneEpoch(job, before, steps, metrics);
    if (progress.best === null || progress.best.epoch === progress.epoch) best = copyParameters(parameters);
    // Reported before it is saved: after a crash an evaluation may come twice, with the same numbers, but never not at all.
    await job.report({ kind: 'evaluation', ...(progress.history.at(-1) as Evaluation) });
    await log(job, epochLines(before, progress, trainer));
    await save({ progress, parameters, best, optimizer: optimizer.state() }, ended());
  }
  await log(job, endLines(progress, trainer));
  return { parameters: best, progress, stoppedEarly: progress.epoch < trainer.epochs };
};

const log = async ({ report }: TrainingJob, lines: readonly string[]): Promise<void> => {
  for (const line of lines) await report({ kind: 'log', line });
};

const advanceOneEpoch = (
  { configuration: { output_features, trainer } }: TrainingJob,
  progress: LearningProgress,
  steps: number,
  metrics: PartMetrics,
): LearningProgress =>
  advance(progress, trainer, {
    epoch: progress.epoch + 1,
    steps,
    metrics,
    value: validationValue(metrics, trainer),
    higherIsBetter: directionOf(output_features, trainer),
  });

const measure = async ({ job, dataset, network, pause }: Trainable, parameters: Parameters): Promise<PartMetrics> => {
  const measured: { -readonly [part in keyof PartMetrics]: PartMetrics[part] } = {};
  for (const name of ['training', 'validation', 'test'] as const) {
    const part = name === 'training' ? thinPart(dataset.training, CURVE_ROWS) : dataset[name];
    if (part.rowCount === 0) continue;
    const { configuration } = job;
    const { metrics } = await evaluatePart({
      configuration,
      metadata: dataset.metadata,
      part,
      network,
      parameters,
      pause,
    });
    measured[name] = metrics;
  }
  return measured;
};

/** Saves `latest` when the interval is over or training has ended, and `best` with it whenever the best has changed. */
const checkpointSaver = (
  { checkpointIntervalMs = 0, saveCheckpoint }: TrainingJob,
  fingerprint: string,
  start: TrainingState,
) => {
  let savedAt = performance.now();
  let savedBest = start.progress.best?.epoch;
  return async (state: TrainingState, ended: boolean): Promise<void> => {
    if (!ended && performance.now() - savedAt < checkpointIntervalMs) return;
    const bytes = writeCheckpoint(state, fingerprint);
    await saveCheckpoint('latest', state.progress.epoch, bytes);
    const bestEpoch = state.progress.best?.epoch;
    if (bestEpoch !== undefined && bestEpoch !== savedBest) await saveCheckpoint('best', bestEpoch, bytes);
    savedAt = performance.now();
    savedBest = bestEpoch;
  };
};
