import type { ConfigurationProblem } from '../configuration.errors.js';
import type { OutputType } from '../configuration.types.js';
import { combinedMetrics, defaultValidationMetric, metricsOf } from '../metrics.registry.js';
import type { ConfigurationOutline, OutlinedFeature } from './configuration.outline.js';

/** What the best checkpoint is chosen by. */
export type Validation = Readonly<{ field: string; metric: string }>;

type Typed = Readonly<{ name: string; type: OutputType }>;
const combined = 'combined';

/**
 * Ludwig's rule. Without a field: the only output that has the metric, or the first one where the metric is `loss` or
 * absent too. Without a metric: the type's default. `combined` has the loss alone.
 */
export const resolveValidation = (outline: ConfigurationOutline): Validation | ConfigurationProblem => {
  const { validationField: field, validationMetric: metric } = outline;
  const outputs = outline.outputs.filter(isTyped);
  if (field === null) return metric === null || metric === 'loss' ? ofFirst(outputs, metric) : ofMetric(outputs, metric);
  const output = outputs.find(({ name }) => name === field);
  if (output === undefined && field !== combined) return unknownField(outputs, field);
  const allowed = output === undefined ? names(combinedMetrics) : names(metricsOf[output.type]);
  if (metric === null) return { field, metric: output === undefined ? 'loss' : defaultValidationMetric(output.type) };
  if (allowed.includes(metric)) return { field, metric };
  return { path: '/trainer/validation_metric', value: metric, message: `must be a metric of ${field}: ${allowed.join(', ')}`, allowed };
};

/** Silent while an output cannot be told: what is wrong with that is said elsewhere. */
export const validationProblems = (outline: ConfigurationOutline): readonly ConfigurationProblem[] => {
  if (outline.outputs.length === 0 || !outline.outputs.every(isTyped)) return [];
  const resolved = resolveValidation(outline);
  return 'path' in resolved ? [resolved] : [];
};

const isTyped = (feature: OutlinedFeature): feature is OutlinedFeature & Typed =>
  feature.name !== null && feature.type !== null && Object.hasOwn(metricsOf, feature.type);

const names = (metrics: readonly Readonly<{ name: string }>[]): readonly string[] => metrics.map(({ name }) => name);

const ofFirst = ([first]: readonly Typed[], metric: string | null): Validation =>
  first === undefined ? { field: combined, metric: 'loss' } : { field: first.name, metric: metric ?? defaultValidationMetric(first.type) };

const ofMetric = (outputs: readonly Typed[], metric: string): Validation | ConfigurationProblem => {
  const having = outputs.filter(({ type }) => names(metricsOf[type]).includes(metric));
  const [only] = having;
  if (only !== undefined && having.length === 1) return { field: only.name, metric };
  const path = '/trainer/validation_metric';
  if (having.length > 1) {
    return { path, value: metric, message: `is a metric of several outputs; set validation_field to one of ${having.map(({ name }) => name).join(', ')}` };
  }
  const allowed = [...new Set(outputs.flatMap(({ type }) => names(metricsOf[type])))];
  return { path, value: metric, message: `must be a metric of an output: ${allowed.join(', ')}`, allowed };
};

const unknownField = (outputs: readonly Typed[], field: string): ConfigurationProblem => {
  const allowed = [...outputs.map(({ name }) => name), combined];
  return { path: '/trainer/validation_field', value: field, message: `must be an output or "combined": ${allowed.join(', ')}`, allowed };
};
