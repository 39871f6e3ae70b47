import type { RenderedConfiguration } from './configuration.types.js';

type Values = Readonly<Record<string, number | null>>;
type Metrics = Readonly<Record<string, Values>>;

/** Of category outputs, before they had Ludwig's names. */
const renamed = new Map([
  ['accuracy', 'accuracy_micro'],
  ['balanced_accuracy', 'accuracy'],
]);

/** Metrics of a time when `accuracy` of a category was the fraction right: those have a `balanced_accuracy`, later ones never. */
export const withLudwigMetrics = <M extends Metrics>(metrics: M): M => {
  const outputs = Object.entries<Values>(metrics).map(([output, values]) => {
    if (!Object.hasOwn(values, 'balanced_accuracy')) return [output, values] as const;
    return [output, Object.fromEntries(Object.entries(values).map(([name, value]) => [renamed.get(name) ?? name, value]))] as const;
  });
  return Object.fromEntries(outputs) as M;
};

/** A configuration of that time, so that the best checkpoint is chosen by what it was chosen by then. */
export const withLudwigValidation = (configuration: RenderedConfiguration): RenderedConfiguration => {
  const { validation_field: field, validation_metric: metric } = configuration.trainer;
  const output = configuration.output_features.find(({ name }) => name === field);
  if (output?.type !== 'category') return configuration;
  return { ...configuration, trainer: { ...configuration.trainer, validation_metric: renamed.get(metric) ?? metric } };
};

/** The same as it was written; `before` is what it was rendered to then. What it does not say is Ludwig's default now. */
export const withLudwigValidationAsWritten = (raw: unknown, before: RenderedConfiguration): unknown => {
  const { validation_metric: metric } = withLudwigValidation(before).trainer;
  const trainer = isRecord(raw) ? raw['trainer'] : undefined;
  const written = isRecord(trainer) ? trainer['validation_metric'] : undefined;
  if (typeof written !== 'string' || metric === before.trainer.validation_metric) return raw;
  return { ...(raw as object), trainer: { ...(trainer as object), validation_metric: metric } };
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);
