/** `{feature: {metric: value}}`; null where a metric is undefined, e.g. ROC AUC of one class. `combined` is a feature. */
export type FeatureMetrics = Readonly<Record<string, Readonly<Record<string, number | null>>>>;

/** Metrics of the parts of a dataset; a part may be missing when it is empty. */
export type SplitMetrics = Readonly<Partial<Record<'training' | 'validation' | 'test', FeatureMetrics>>>;
