import type { ArtifactStore } from '@daybook/artifacts';
import type { FeatureMetrics, RunPhase } from '@daybook/contracts';
import { DomainError } from '@daybook/event-sourcing';
import { runTraining } from '../builtin/builtin-training.js';
import { TrainingFailed } from '../builtin/training.errors.js';
import type { CheckpointKind, TrainingProgress, TrainingResult } from '../builtin/training.types.js';
import { AttemptArtifacts } from './attempt.artifacts.js';
import type { TrainerOrder, TrainerReport } from './trainer.messages.js';

type Job = Extract<TrainerOrder, { type: 'train' }>['job'];
type Say = (report: TrainerReport) => Promise<void>;

/** Trains with the builtin driver, keeps checkpoints and results as artifacts, and answers the last word. */
export const attemptTraining = async (job: Job, open: () => Promise<ArtifactStore>, signal: AbortSignal, say: Say): Promise<TrainerReport> => {
  let phase: RunPhase = 'preprocessing';
  const { epochs } = job.configuration.trainer;
  const timings = phaseTimings();
  const log = (line: string): Promise<void> => say({ type: 'log', line });
  const artifacts = new AttemptArtifacts({ open, signal, log });
  const report = async (progress: TrainingProgress): Promise<void> => {
    if (progress.kind === 'phase' && progress.phase !== phase) {
      await log(timings.next(phase));
      phase = progress.phase;
    }
    await say(reportOf(progress, epochs));
  };
  const saveCheckpoint = async (kind: CheckpointKind, epoch: number, bytes: Uint8Array): Promise<void> => {
    await say({ type: 'checkpoint', kind, epoch, artifact: await artifacts.put(bytes) });
  };
  try {
    await say({ type: 'phase', phase });
    const table = await artifacts.dataset(job.dataset.artifact.sha256);
    await log(`Dataset ${JSON.stringify(job.dataset.name)}: ${table.rows.length} rows, ${table.columns.length} columns.`);
    const checkpoint = job.checkpoint === null ? undefined : await artifacts.checkpoint(job.checkpoint.sha256);
    const outcome = await runTraining({
      configuration: job.configuration,
      table,
      ...(checkpoint === undefined ? {} : { checkpoint }),
      signal,
      checkpointIntervalMs: 1000,
      report,
      saveCheckpoint,
    });
    await log(outcome.status === 'canceled' ? `Canceled while ${phase}.` : timings.next(phase));
    return outcome.status === 'canceled' ? { type: 'canceled' } : await completed(outcome, artifacts);
  } catch (error) {
    if (!(error instanceof TrainingFailed || error instanceof DomainError)) throw error;
    // It waited for artifacts, and was told not to.
    if (signal.aborted) return { type: 'canceled' };
    await log(`Failed while ${phase}: ${error.message}`);
    // The engine adds the last lines of the log.
    return { type: 'failed', phase, errorCode: error.code, message: error.message, logTail: [] };
  }
};

/** How long each phase took. */
const phaseTimings = () => {
  let since = performance.now();
  const next = (ended: RunPhase): string => {
    const now = performance.now();
    const line = `${ended} took ${((now - since) / 1000).toFixed(1)} s.`;
    since = now;
    return line;
  };
  return { next };
};

const completed = async (result: TrainingResult, artifacts: AttemptArtifacts): Promise<TrainerReport> => {
  const [model, evaluation, visualizations, explanations] = await Promise.all([
    artifacts.put(result.model),
    artifacts.putJson(result.evaluation),
    artifacts.putJson(result.visualizations),
    artifacts.putJson(result.explanations),
  ]);
  return {
    type: 'completed',
    artifacts: { model, evaluation, visualizations, explanations },
    metrics: tableMetrics(result),
    bestEpoch: result.bestEpoch,
    epochs: result.epochsTrained,
  };
};

/** Of the test part; of validation where a split leaves no test rows. */
const tableMetrics = ({ evaluation }: TrainingResult): FeatureMetrics => {
  const { test, validation, training } = evaluation.parts;
  return (test ?? validation ?? training)?.metrics ?? {};
};

const reportOf = (progress: TrainingProgress, epochs: number): TrainerReport => {
  switch (progress.kind) {
    case 'phase':
      return { type: 'phase', phase: progress.phase };
    case 'dataset': {
      const { training, validation, test, dropped } = progress.rows;
      return { type: 'dataset', rows: { training, validation, test, dropped } };
    }
    case 'log':
      return { type: 'log', line: progress.line };
    case 'evaluation': {
      const { epoch, step, metrics, best, learningRate } = progress;
      return { type: 'evaluated', epoch, step, epochs, metrics, best, learningRate };
    }
  }
};
