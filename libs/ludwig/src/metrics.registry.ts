import type { OutputType } from './configuration.types.js';

/** `fraction` lies in [0, 1]; `target` has the unit of the output, `target²` its square. */
export type Metric = Readonly<{ name: string; direction: 'maximize' | 'minimize'; unit: 'fraction' | 'target' | 'target²' | 'none' }>;

const maximize = (name: string, unit: Metric['unit'] = 'fraction'): Metric => ({ name, direction: 'maximize', unit });
const minimize = (name: string, unit: Metric['unit'] = 'none'): Metric => ({ name, direction: 'minimize', unit });
const loss = minimize('loss');

/** Metrics of each output type, as the engine computes them. `accuracy` is the fraction of right answers. */
export const metricsOf: Readonly<Record<OutputType, readonly Metric[]>> = {
  binary: [
    loss,
    maximize('accuracy'),
    maximize('precision'),
    maximize('recall'),
    maximize('roc_auc'),
    maximize('specificity'),
    maximize('average_precision'),
    maximize('f1'),
  ],
  category: [loss, maximize('accuracy'), maximize('balanced_accuracy'), maximize('roc_auc'), maximize('hits_at_k'), maximize('f1_macro')],
  number: [
    loss,
    minimize('mean_absolute_error', 'target'),
    minimize('mean_squared_error', 'target²'),
    minimize('root_mean_squared_error', 'target'),
    maximize('r2', 'none'),
    minimize('mean_absolute_percentage_error', 'fraction'),
  ],
};

const validationMetrics: Readonly<Record<OutputType, string>> = { binary: 'roc_auc', category: 'accuracy', number: 'mean_squared_error' };
const tableMetrics: Readonly<Record<OutputType, string>> = { category: 'roc_auc', binary: 'accuracy', number: 'r2' };

/** By which the best checkpoint is chosen unless the configuration says otherwise; Ludwig's choice. */
export const defaultValidationMetric = (type: OutputType): string => validationMetrics[type];
/** What the versions table shows. */
export const defaultTableMetric = (type: OutputType): string => tableMetrics[type];

const directions = new Map(Object.values(metricsOf).flatMap((metrics) => metrics.map(({ name, direction }) => [name, direction] as const)));
export const directionOf = (metric: string): Metric['direction'] => directions.get(metric) ?? 'minimize';

/** Strictly better. What is not a number never improves, and any number improves on none. */
export const isImprovement = (metric: string, candidate: number | null, best: number | null): boolean => {
  if (candidate === null || Number.isNaN(candidate)) return false;
  if (best === null || Number.isNaN(best)) return true;
  return directionOf(metric) === 'maximize' ? candidate > best : candidate < best;
};
