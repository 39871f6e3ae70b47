import type { OutputType } from './configuration.types.js';

/**
 * `fraction` lies in [0, 1], only that of a percentage error may exceed it; `target` has the unit of the output, `target²` its
 * square; `label` is for people.
 */
export type Metric = Readonly<{ name: string; label: string; direction: 'maximize' | 'minimize'; unit: 'fraction' | 'target' | 'target²' | 'none' }>;

const maximize = (name: string, label: string, unit: Metric['unit'] = 'fraction'): Metric => ({ name, label, direction: 'maximize', unit });
const minimize = (name: string, label: string, unit: Metric['unit'] = 'none'): Metric => ({ name, label, direction: 'minimize', unit });
const loss = minimize('loss', 'Loss');

/** Metrics of `combined`, all outputs together. */
export const combinedMetrics: readonly Metric[] = [loss];

/**
 * Metrics of each output type, as the engine computes them. `accuracy` of a binary output and `accuracy_micro` are the
 * fraction of right answers; `accuracy` of a category is the mean of that over the classes, as in Ludwig.
 */
export const metricsOf: Readonly<Record<OutputType, readonly Metric[]>> = {
  binary: [
    loss,
    maximize('accuracy', 'Accuracy'),
    maximize('precision', 'Precision'),
    maximize('recall', 'Recall'),
    maximize('roc_auc', 'ROC AUC'),
    maximize('specificity', 'Specificity'),
    maximize('average_precision', 'Average precision'),
    maximize('f1', 'F1'),
  ],
  category: [
    loss,
    maximize('accuracy', 'Accuracy'),
    maximize('accuracy_micro', 'Accuracy (micro)'),
    maximize('roc_auc', 'ROC AUC'),
    maximize('hits_at_k', 'Hits at 3'),
    maximize('f1_macro', 'F1 (macro)'),
  ],
  number: [
    loss,
    minimize('mean_absolute_error', 'Mean absolute error', 'target'),
    minimize('mean_squared_error', 'Mean squared error', 'target²'),
    minimize('root_mean_squared_error', 'Root mean squared error', 'target'),
    minimize('root_mean_squared_percentage_error', 'Root mean squared percentage error', 'fraction'),
    maximize('r2', 'R²', 'none'),
    minimize('mean_absolute_percentage_error', 'Mean absolute percentage error', 'fraction'),
  ],
};

const validationMetrics: Readonly<Record<OutputType, string>> = { binary: 'roc_auc', category: 'accuracy', number: 'mean_squared_error' };
const tableMetrics: Readonly<Record<OutputType, string>> = { category: 'roc_auc', binary: 'accuracy', number: 'r2' };

/** By which the best checkpoint is chosen unless the configuration says otherwise; Ludwig's choice. */
export const defaultValidationMetric = (type: OutputType): string => validationMetrics[type];
/** What the versions table shows. */
export const defaultTableMetric = (type: OutputType): string => tableMetrics[type];
/** All that a versions table may show. */
export const tableMetricNames: readonly string[] = [...new Set(Object.values(tableMetrics))];

/** Metrics of uploaded Ludwig models that are better when higher; Ludwig minimizes all others, which are losses and errors. */
const maximizedByLudwig = ['jaccard', 'token_accuracy', 'last_accuracy', 'sequence_accuracy', 'anomaly_auroc', 'f1_max', 'bleu'];
const maximized = new Set([
  ...maximizedByLudwig,
  ...Object.values(metricsOf).flatMap((metrics) => metrics.filter(({ direction }) => direction === 'maximize').map(({ name }) => name)),
]);
/** Of any metric that the engine or Ludwig reports. */
export const directionOf = (metric: string): Metric['direction'] => (maximized.has(metric) ? 'maximize' : 'minimize');

/** Strictly better. What is no finite number never improves, and any finite number improves on none. */
export const isImprovement = (metric: string, candidate: number | null, best: number | null): boolean => {
  if (candidate === null || !Number.isFinite(candidate)) return false;
  if (best === null || Number.isNaN(best)) return true;
  return directionOf(metric) === 'maximize' ? candidate > best : candidate < best;
};
