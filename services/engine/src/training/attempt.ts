import { ArtifactMissing, type ArtifactStore } from '@daybook/artifacts';
import type { ArtifactReference, FeatureMetrics, RunPhase } from '@daybook/contracts';
import { DomainError } from '@daybook/event-sourcing';
import { runTraining } from '../builtin/builtin-training.js';
import { TrainingFailed } from '../builtin/training.errors.js';
import type { CheckpointKind, TrainingProgress, TrainingResult } from '../builtin/training.types.js';
import { readDataset } from './dataset.reader.js';
import type { TrainerOrder, TrainerReport } from './trainer.messages.js';

type Job = Extract<TrainerOrder, { type: 'train' }>['job'];
type Say = (report: TrainerReport) => Promise<void>;

/** Trains with the builtin driver, keeps checkpoints and results as artifacts, and answers the last word. */
export const attemptTraining = async (job: Job, artifacts: ArtifactStore, signal: AbortSignal, say: Say): Promise<TrainerReport> => {
  let phase: RunPhase = 'preprocessing';
  const { epochs } = job.configuration.trainer;
  const timings = phaseTimings();
  const log = (line: string): Promise<void> => say({ type: 'log', line });
  const report = async (progress: TrainingProgress): Promise<void> => {
    if (progress.kind === 'phase' && progress.phase !== phase) {
      await log(timings.next(phase));
      phase = progress.phase;
    }
    await say(reportOf(progress, epochs));
  };
  const saveCheckpoint = async (kind: CheckpointKind, epoch: number, bytes: Uint8Array): Promise<void> => {
    await say({ type: 'checkpoint', kind, epoch, artifact: await put(artifacts, bytes) });
  };
  try {
    await say({ type: 'phase', phase });
    const table = await readDataset(artifacts, job.dataset.artifact.sha256);
    await log(`Dataset ${JSON.stringify(job.dataset.name)}: ${table.rows.length} rows, ${table.columns.length} columns.`);
    const checkpoint = await checkpointOf(job, artifacts);
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

/** A checkpoint that is gone costs time only. */
const checkpointOf = async ({ checkpoint }: Job, artifacts: ArtifactStore): Promise<Uint8Array | undefined> => {
  if (checkpoint === null) return undefined;
  return artifacts.read(checkpoint.sha256).catch((error: unknown) => {
    if (error instanceof ArtifactMissing) return undefined;
    throw error;
  });
};

const completed = async (result: TrainingResult, artifacts: ArtifactStore): Promise<TrainerReport> => {
  const [model, evaluation, visualizations, explanations] = await Promise.all([
    put(artifacts, result.model),
    putJson(artifacts, result.evaluation),
    putJson(artifacts, result.visualizations),
    putJson(artifacts, result.explanations),
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

const put = async (artifacts: ArtifactStore, bytes: Uint8Array): Promise<ArtifactReference> =>
  artifacts.put(
    (async function* content() {
      yield bytes;
    })(),
  );

const putJson = (artifacts: ArtifactStore, value: unknown): Promise<ArtifactReference> =>
  put(artifacts, new TextEncoder().encode(JSON.stringify(value)));
