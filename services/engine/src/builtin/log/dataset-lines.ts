import type { InputFeature, OutputFeature, RenderedConfiguration } from '@daybook/ludwig';
import { allLayers, type NetworkPlan } from '../model/network.plan.js';
import type { EncodedDataset } from '../preprocessing/dataset.js';
import type { InputMetadata, OutputMetadata } from '../preprocessing/feature.codec.js';
import type { EncodedTarget } from '../preprocessing/target.codec.js';

const MAX_FEATURES = 50;
const MAX_CLASSES = 10;
const MAX_LABEL = 40;

/** What training is about to see: rows, targets, inputs as they are encoded, and the size of the network. */
export const datasetLines = (configuration: RenderedConfiguration, dataset: EncodedDataset, plan: NetworkPlan): readonly string[] => {
  const { input_features: inputs, output_features: outputs, trainer } = configuration;
  const { training, validation, test, dropped, unused } = dataset.rows;
  const { metadata, visits } = dataset;
  return [
    `Rows: ${training} training, ${validation} validation, ${test} test; ${dropped} dropped for missing cells, ${unused} not sampled.`,
    `An epoch visits ${visits.length} rows in ${Math.ceil(visits.length / trainer.batch_size)} batches of ${trainer.batch_size}.`,
    ...bounded(outputs.map((output, i) => outputLine(output, metadata.outputs[i] as OutputMetadata, dataset.training.targets[i] as EncodedTarget))),
    ...bounded(inputs.map((input, i) => inputLine(input, metadata.inputs[i] as InputMetadata, plan.slots[i]?.width ?? 0))),
    modelLine(plan),
  ];
};

const bounded = (lines: readonly string[]): readonly string[] =>
  lines.length <= MAX_FEATURES ? lines : [...lines.slice(0, MAX_FEATURES), `… and ${lines.length - MAX_FEATURES} more.`];

const outputLine = ({ name, type }: OutputFeature, metadata: OutputMetadata, { values }: EncodedTarget): string =>
  `Output ${JSON.stringify(name)} (${type}): ${ofTarget(metadata, values)} in the training rows.`;

const ofTarget = (metadata: OutputMetadata, values: Float32Array): string => {
  switch (metadata.type) {
    case 'binary':
      return countsOf(metadata.bool2str, values);
    case 'category':
      return `${metadata.vocab_size} classes, ${countsOf(metadata.idx2str, values)}`;
    case 'number':
      return spreadOf(metadata);
  }
};

const countsOf = (labels: readonly string[], values: Float32Array): string => {
  const counts = new Array<number>(labels.length).fill(0);
  for (const value of values) counts[value]! += 1;
  const named = labels.slice(0, MAX_CLASSES).map((label, index) => `${JSON.stringify(label.slice(0, MAX_LABEL))} ${counts[index]}`);
  return `${named.join(', ')}${labels.length > MAX_CLASSES ? ', …' : ''}`;
};

type NumberMetadata = Extract<InputMetadata, { type: 'number' }>;

const spreadOf = ({ normalization, mean, std, min, max }: NumberMetadata): string =>
  `${normalization ?? 'not normalised'}, mean ${short(mean)}, deviation ${short(std)}, ${short(min)} to ${short(max)}${normalization === 'log1p' ? ' after the logarithm' : ''}`;

const short = (value: number): string => String(Number(value.toPrecision(5)));

const inputLine = ({ name, type }: InputFeature, metadata: InputMetadata, width: number): string =>
  `Input ${JSON.stringify(name)} (${type}): ${width} ${width === 1 ? 'column' : 'columns'}${ofInput(metadata)}.`;

const ofInput = (metadata: InputMetadata): string => {
  switch (metadata.type) {
    case 'number':
      return `, ${spreadOf(metadata)}${metadata.missing_indicator ? ', some missing' : ''}`;
    case 'category':
      return `, ${metadata.vocab_size - 1} known values`;
    case 'text':
      return `, ${metadata.vocab_size - 1} known tokens`;
    case 'binary':
    case 'date':
      return '';
  }
};

const modelLine = (plan: NetworkPlan): string => {
  const dense = allLayers(plan).reduce((sum, { inputs, outputs }) => sum + inputs * outputs + outputs, 0);
  const embedded = plan.slots.reduce((sum, { embedding, width }) => sum + (embedding === null ? 0 : embedding.size * width), 0);
  const layers = plan.combiner.map(({ outputs }) => outputs).join(', ') || 'none';
  return `Network: ${plan.width} input columns, hidden layers ${layers}; ${dense + embedded} parameters, ${embedded} of them embeddings.`;
};
