import { evaluateModel } from './evaluation/model-evaluation.js';
import { directionOf } from './evaluation/part-evaluation.js';
import { refuseNonFinite } from './evaluation/finite-evaluation.js';
import { explainModel } from './explanation/explain-model.js';
import { baselineVector } from './explanation/row-attribution.js';
import { writeModelFile } from './format/model-file.js';
import { datasetLines } from './log/dataset-lines.js';
import { buildNetwork } from './model/network.js';
import { startTensorBackend } from './model/tensor-backend.js';
import { prepareDataset } from './preprocessing/dataset.js';
import type { TrainingPhase } from './training.errors.js';
import type { TrainingJob, TrainingOutcome, TrainingResult } from './training.types.js';
import { trainModel } from './training/model-training.js';
import { pauseFor, TrainingCanceled } from './training/pause.js';
import { shownPart, visualizeModel } from './visualization/visualize-model.js';

const BASELINE_ROWS = 2000;

/**
 * Trains a model in this process, phase by phase, and lets the event loop turn between batches. An aborted signal ends
 * it with `canceled`. The same job gives the same model, bit for bit, on the same machine, resumed or not.
 * @throws TrainingFailed when the data or the configuration make success impossible
 */
export const runTraining = async (job: TrainingJob): Promise<TrainingOutcome> => {
  try {
    return await train(job);
  } catch (error) {
    if (error instanceof TrainingCanceled) return { status: 'canceled' };
    throw error;
  }
};

const train = async (job: TrainingJob): Promise<TrainingResult> => {
  const { configuration, signal } = job;
  const pause = pauseFor(signal);
  const enter = async (phase: TrainingPhase) => {
    await job.report({ kind: 'phase', phase });
    await pause();
  };

  await enter('preprocessing');
  const backend = await startTensorBackend();
  directionOf(configuration.output_features, configuration.trainer);
  const dataset = prepareDataset(configuration, job.table);
  await job.report({ kind: 'dataset', rows: dataset.rows });
  const network = buildNetwork(configuration, dataset.metadata);
  for (const line of [...datasetLines(configuration, dataset, network.plan), ...dataset.notes]) await job.report({ kind: 'log', line });

  await enter('training');
  const { parameters, progress, stoppedEarly } = await trainModel({ job, dataset, network, pause });

  await enter('evaluating');
  const scored = { configuration, network, parameters, pause };
  const evaluation = await evaluateModel(scored, dataset, progress);
  refuseNonFinite(evaluation.report);

  await enter('visualizing');
  const visualizations = visualizeModel(configuration, dataset, evaluation);

  await enter('explaining');
  const { metadata, training } = dataset;
  const baselineRows = Uint32Array.from({ length: Math.min(BASELINE_ROWS, training.rowCount) }, (_, row) => row);
  const baseline = baselineVector(network, parameters, metadata, training.inputs, baselineRows);
  const part = shownPart(dataset);
  const explanations = await explainModel({
    ...scored,
    metadata,
    baseline,
    dataset,
    part,
    predictions: evaluation.predictions[part] ?? [],
  });

  const model = writeModelFile({ configuration, metadata, parameters, baseline });
  return {
    status: 'completed',
    model,
    evaluation: evaluation.report,
    visualizations,
    explanations,
    backend,
    stoppedEarly,
    history: progress.history,
    epochsTrained: progress.epoch,
    bestEpoch: evaluation.report.bestEpoch,
  };
};
