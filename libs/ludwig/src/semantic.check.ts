import type { ConfigurationProblem } from './configuration.errors.js';
import type { InputType, RenderedConfiguration } from './configuration.types.js';
import { metricsOf } from './metrics.registry.js';

/** A column of the dataset that the configuration is for. */
export type KnownColumn = Readonly<{ name: string; type: InputType }>;

/** Types of features that a column of this type can feed; text takes anything. */
const suits: Readonly<Record<InputType, readonly string[]>> = {
  binary: ['binary', 'category', 'number', 'text'],
  number: ['number', 'category', 'text', 'binary'],
  category: ['category', 'text', 'binary'],
  text: ['text', 'category'],
  date: ['date', 'text', 'category'],
};

/** What no schema can say. */
export const semanticProblems = (
  configuration: RenderedConfiguration,
  columns: readonly KnownColumn[] | null,
): readonly ConfigurationProblem[] => [
  ...nameProblems(configuration),
  ...splitProblems(configuration),
  ...validationProblems(configuration),
  ...(columns === null ? [] : columnProblems(configuration, columns)),
];

const featuresOf = ({ input_features, output_features }: RenderedConfiguration) => [
  ...input_features.map((feature, index) => ({ feature, path: `/input_features/${index}` })),
  ...output_features.map((feature, index) => ({ feature, path: `/output_features/${index}` })),
];

const nameProblems = (configuration: RenderedConfiguration): readonly ConfigurationProblem[] => {
  const seen = new Set<string>();
  return featuresOf(configuration).flatMap(({ feature: { name }, path }) => {
    const again = seen.has(name);
    seen.add(name);
    if (name === 'combined') return [{ path: `${path}/name`, value: name, message: '"combined" is the name of the total loss' }];
    return again ? [{ path: `${path}/name`, value: name, message: 'another feature has this name; names must be unique' }] : [];
  });
};

const splitProblems = ({ preprocessing, output_features }: RenderedConfiguration): readonly ConfigurationProblem[] => {
  const problems: ConfigurationProblem[] = [];
  const { split, oversample_minority, undersample_majority } = preprocessing;
  if (split.type !== 'fixed') {
    const path = '/preprocessing/split/probabilities';
    const sum = split.probabilities.reduce((total, part) => total + part, 0);
    if (Math.abs(sum - 1) > 1e-6) problems.push({ path, value: split.probabilities, message: `must sum to 1, not ${sum}` });
    if (split.probabilities[0] === 0) problems.push({ path, value: split.probabilities, message: 'the first part, for training, must be above 0' });
    if (split.probabilities[1] === 0) problems.push({ path, value: split.probabilities, message: 'the second part, for validation, must be above 0: the best checkpoint is chosen by it' });
  }
  if (oversample_minority !== null && undersample_majority !== null) {
    problems.push({ path: '/preprocessing/undersample_majority', value: undersample_majority, message: 'cannot be combined with oversample_minority' });
  }
  const sampling = oversample_minority ?? undersample_majority;
  if (sampling !== null && (output_features.length !== 1 || output_features[0]?.type !== 'binary')) {
    const key = oversample_minority === null ? 'undersample_majority' : 'oversample_minority';
    problems.push({ path: `/preprocessing/${key}`, value: sampling, message: 'needs a single output of type binary' });
  }
  return problems;
};

const validationProblems = ({ trainer, output_features }: RenderedConfiguration): readonly ConfigurationProblem[] => {
  const { validation_field: field, validation_metric: metric } = trainer;
  const outputs = output_features.map(({ name }) => name);
  if (field !== 'combined' && !outputs.includes(field)) {
    return [{ path: '/trainer/validation_field', value: field, message: `must be an output or "combined"`, allowed: [...outputs, 'combined'] }];
  }
  const output = output_features.find(({ name }) => name === field);
  const allowed = output === undefined ? ['loss'] : metricsOf[output.type].map(({ name }) => name);
  if (allowed.includes(metric)) return [];
  return [{ path: '/trainer/validation_metric', value: metric, message: `must be a metric of ${field}: ${allowed.join(', ')}`, allowed }];
};

const columnProblems = (configuration: RenderedConfiguration, columns: readonly KnownColumn[]): readonly ConfigurationProblem[] => {
  const byName = new Map(columns.map((column) => [column.name, column]));
  const missing = (path: string, value: string): ConfigurationProblem => ({
    path,
    value,
    message: `the dataset has no such column; it has ${columns.map(({ name }) => name).slice(0, 50).join(', ')}`,
  });
  const features = featuresOf(configuration).flatMap(({ feature: { column: name, type }, path }): ConfigurationProblem[] => {
    const column = byName.get(name);
    if (column === undefined) return [missing(`${path}/column`, name)];
    if (suits[column.type].includes(type)) return [];
    return [{ path: `${path}/type`, value: type, message: `column ${name} holds ${column.type} values`, allowed: suits[column.type] }];
  });
  const { split } = configuration.preprocessing;
  const bySplit = 'column' in split && !byName.has(split.column) ? [missing('/preprocessing/split/column', split.column)] : [];
  return [...features, ...bySplit];
};
