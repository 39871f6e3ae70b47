import type { RenderedConfiguration } from '@daybook/ludwig';
import { createHash } from 'node:crypto';
import { ModelFileCorrupt } from '../format/safetensors.errors.js';
import type { NamedTensor } from '../format/safetensors.js';
import { readSealedFile, writeSealedFile } from '../format/sealed-file.js';
import type { NetworkPlan } from '../model/network.plan.js';
import { fitsPlan, type Parameters } from '../model/parameters.js';
import type { TrainingSetMetadata } from '../preprocessing/dataset.js';
import type { LearningProgress } from './learning-progress.js';

/** Everything a run needs to go on. Random streams are named by seed and epoch, so they need no state of their own. */
export type TrainingState = Readonly<{
  progress: LearningProgress;
  parameters: Parameters;
  /** Parameters at the best evaluation so far; those of the last epoch while there is none. */
  best: Parameters;
  optimizer: ReadonlyMap<string, NamedTensor>;
}>;

const FORMAT = 'daybook-checkpoint/1';

/** Ties a checkpoint to its configuration and to what was fitted on its dataset. */
export const fingerprintOf = (configuration: RenderedConfiguration, metadata: TrainingSetMetadata): string =>
  createHash('sha256')
    .update(JSON.stringify([configuration, metadata]))
    .digest('hex');

export const writeCheckpoint = (state: TrainingState, fingerprint: string): Uint8Array =>
  writeSealedFile({
    format: FORMAT,
    metadata: { fingerprint, progress: JSON.stringify(state.progress) },
    tensors: new Map([
      ...under('parameters', state.parameters),
      ...under('best', state.best),
      ...under('optimizer', state.optimizer),
    ]),
  });

/** @throws ModelFileCorrupt also when the checkpoint belongs to another configuration or dataset */
export const readCheckpoint = (bytes: Uint8Array, fingerprint: string, plan: NetworkPlan): TrainingState => {
  const { metadata, tensors } = readSealedFile(bytes, FORMAT);
  if (metadata['fingerprint'] !== fingerprint)
    throw new ModelFileCorrupt('the checkpoint belongs to another configuration or dataset');
  const state = {
    parameters: take(tensors, 'parameters'),
    best: take(tensors, 'best'),
    optimizer: take(tensors, 'optimizer'),
  };
  if (!fitsPlan(state.parameters, plan) || !fitsPlan(state.best, plan))
    throw new ModelFileCorrupt('tensors do not fit the network');
  const progress = parseProgress(metadata['progress'] ?? '');
  return { ...state, progress };
};

const under = (group: string, tensors: ReadonlyMap<string, NamedTensor>) =>
  [...tensors].map(([name, tensor]) => [`${group}:${name}`, tensor] as const);

const take = (tensors: ReadonlyMap<string, NamedTensor>, group: string): Map<string, NamedTensor> =>
  new Map(
    [...tensors]
      .filter(([name]) => name.startsWith(`${group}:`))
      .map(([name, tensor]) => [name.slice(group.length + 1), tensor]),
  );

const parseProgress = (text: string): LearningProgress => {
  try {
    const progress = JSON.parse(text) as LearningProgress;
    if (Number.isSafeInteger(progress.epoch) && Number.isSafeInteger(progress.steps) && Array.isArray(progress.history))
      return progress;
  } catch {
    // falls through to the refusal
  }
  throw new ModelFileCorrupt('the checkpoint has no readable progress');
};
