import type { RenderedConfiguration } from '@daybook/ludwig';
import { planNetwork } from '../model/network.plan.js';
import { fitsPlan, type Parameters } from '../model/parameters.js';
import type { TrainingSetMetadata } from '../preprocessing/dataset.js';
import { ModelFileCorrupt } from './safetensors.errors.js';
import { readSealedFile, writeSealedFile } from './sealed-file.js';

/** All that predicting needs. `baseline` is the input vector that explanations start from. */
export type StoredModel = Readonly<{
  configuration: RenderedConfiguration;
  metadata: TrainingSetMetadata;
  parameters: Parameters;
  baseline: Float32Array;
}>;

const FORMAT = 'daybook-model/1';
const BASELINE = 'explanation/baseline';

export const writeModelFile = ({ configuration, metadata, parameters, baseline }: StoredModel): Uint8Array =>
  writeSealedFile({
    format: FORMAT,
    metadata: {
      configuration: JSON.stringify(configuration),
      training_set_metadata: JSON.stringify(metadata),
    },
    tensors: new Map([...parameters, [BASELINE, { shape: [baseline.length], values: baseline }]]),
  });

/** @throws ModelFileCorrupt */
export const readModelFile = (bytes: Uint8Array): StoredModel => {
  const { metadata: texts, tensors } = readSealedFile(bytes, FORMAT);
  const configuration = parse<RenderedConfiguration>(texts, 'configuration');
  const metadata = parse<TrainingSetMetadata>(texts, 'training_set_metadata');
  const parameters = new Map(tensors);
  parameters.delete(BASELINE);
  const baseline = tensors.get(BASELINE)?.values;
  const fits = fitsConfiguration(configuration, metadata, parameters, baseline);
  if (!fits || baseline === undefined)
    throw new ModelFileCorrupt('tensors, configuration and metadata do not belong together');
  return { configuration, metadata, parameters, baseline };
};

const parse = <T>(texts: Readonly<Record<string, string>>, key: string): T => {
  try {
    return JSON.parse(texts[key] ?? '') as T;
  } catch {
    throw new ModelFileCorrupt(`${key} is not JSON`);
  }
};

/** The file may come from anywhere: a configuration or metadata of another shape fails while planning and is refused. */
const fitsConfiguration = (
  configuration: RenderedConfiguration,
  metadata: TrainingSetMetadata,
  parameters: Parameters,
  baseline: Float32Array | undefined,
): boolean => {
  try {
    const plan = planNetwork(configuration, metadata);
    const counts =
      metadata.inputs.length === configuration.input_features.length &&
      metadata.outputs.length === configuration.output_features.length;
    return counts && fitsPlan(parameters, plan) && baseline?.length === plan.width;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
};
