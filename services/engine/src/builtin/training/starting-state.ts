import { ModelFileCorrupt } from '../format/safetensors.errors.js';
import type { NetworkPlan } from '../model/network.plan.js';
import { initialParameters } from '../model/parameters.js';
import type { TrainingJob } from '../training.types.js';
import { readCheckpoint, type TrainingState } from './checkpoint.js';
import { initialProgress } from './learning-progress.js';

/** The state in the job's checkpoint, or a fresh one. */
export const startingState = async (
  job: TrainingJob,
  fingerprint: string,
  plan: NetworkPlan,
): Promise<TrainingState> => {
  if (job.checkpoint === undefined) return freshState(job, plan);
  try {
    const state = readCheckpoint(job.checkpoint, fingerprint, plan);
    await job.report({ kind: 'log', line: `Resuming after epoch ${state.progress.epoch}.` });
    return state;
  } catch (error) {
    if (!(error instanceof ModelFileCorrupt)) throw error;
    // A fresh start ends in the same model, only later, so an unusable checkpoint must not fail the run for good.
    await job.report({ kind: 'log', line: `Checkpoint not used (${error.reason}); training starts at epoch 1.` });
    return freshState(job, plan);
  }
};

const freshState = ({ configuration }: TrainingJob, plan: NetworkPlan): TrainingState => {
  const parameters = initialParameters(plan, configuration.random_seed);
  return { progress: initialProgress(configuration.trainer), parameters, best: parameters, optimizer: new Map() };
};
