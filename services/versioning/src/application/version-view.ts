import { directionOf, type Metric } from '@daybook/ludwig';
import type { VersionRow } from '../projections/version-row.projection.js';

/** `value` null while there is none, and where the metric is undefined for this model. */
export type TableMetric = VersionRow['metric'] & Readonly<{ direction: Metric['direction'] }>;
/** A version as callers see it. */
export type VersionView = Omit<VersionRow, 'commandId' | 'metric'> & Readonly<{ metric: TableMetric }>;

/** `shown`: the metric that a whole table shows, so that its column compares like with like; the version's own when null. */
export const versionViewOf = ({ commandId: _commandId, ...row }: VersionRow, shown: VersionRow['metric'] | null = null): VersionView => {
  const { feature, name } = shown ?? row.metric;
  const metric = { feature, name, direction: directionOf(name), value: row.metrics?.[feature]?.[name] ?? null };
  return { ...row, metric };
};
