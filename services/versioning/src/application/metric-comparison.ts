import { directionOf, isImprovement, type Metric } from '@daybook/ludwig';

type Metrics = Readonly<Record<string, Readonly<Record<string, number | null>>>> | null;
/** `change` is `to` − `from`. */
export type MetricChange = Readonly<{
  feature: string;
  metric: string;
  from: number | null;
  to: number | null;
  change: number | null;
  verdict: 'better' | 'worse' | 'equal' | 'incomparable';
}>;

/** Metrics of two versions side by side, each with the direction in which it is better. */
export const compareMetrics = (from: Metrics, to: Metrics): readonly MetricChange[] => {
  const features = new Set([...Object.keys(from ?? {}), ...Object.keys(to ?? {})]);
  return [...features].sort().flatMap((feature) => {
    const metrics = new Set([...Object.keys(from?.[feature] ?? {}), ...Object.keys(to?.[feature] ?? {})]);
    return [...metrics].sort().map((metric) => changeOf(feature, metric, from?.[feature]?.[metric] ?? null, to?.[feature]?.[metric] ?? null));
  });
};

/** `values` stand in the order of the models; `best` are the places of the best ones. */
export type ComparedMetric = Readonly<{
  feature: string;
  metric: string;
  direction: Metric['direction'];
  values: readonly (number | null)[];
  best: readonly number[];
}>;

/** Every metric of any of the models, with the values of all. */
export const metricTable = (models: readonly Metrics[]): readonly ComparedMetric[] => {
  const named = models.flatMap((model) =>
    Object.entries(model ?? {}).flatMap(([feature, values]) => Object.keys(values).map((metric) => ({ feature, metric }))),
  );
  const distinct = new Map(named.map((name) => [JSON.stringify([name.feature, name.metric]), name]));
  return [...distinct.values()].map(({ feature, metric }) => {
    const values = models.map((model) => model?.[feature]?.[metric] ?? null);
    const top = values.reduce((best, value) => (isImprovement(metric, value, best) ? value : best), null);
    const best = top === null ? [] : values.flatMap((value, index) => (value === top ? [index] : []));
    return { feature, metric, direction: directionOf(metric), values, best };
  });
};

const changeOf = (feature: string, metric: string, from: number | null, to: number | null): MetricChange => {
  if (from === null || to === null) return { feature, metric, from, to, change: null, verdict: 'incomparable' };
  const change = to - from;
  if (change === 0) return { feature, metric, from, to, change, verdict: 'equal' };
  const better = directionOf(metric) === 'maximize' ? change > 0 : change < 0;
  return { feature, metric, from, to, change, verdict: better ? 'better' : 'worse' };
};
