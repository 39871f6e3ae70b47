import { directionOf, type Metric } from '@daybook/ludwig';
import type { VersionRow } from '../projections/version-row.projection.js';

/** `value` null while there is none, and where the metric is undefined for this model. */
export type TableMetric = VersionRow['metric'] & Readonly<{ direction: Metric['direction'] }>;
/** A version as callers see it. `isDefault`: it is what `default` stands for. */
export type VersionView = Omit<VersionRow, 'commandId' | 'metric' | 'tableMetrics' | 'targetsText'> &
  Readonly<{ metric: TableMetric; isDefault: boolean }>;

type Shown = Readonly<{ metric?: string; defaultNumber: number | null }>;

/** `metric`: what a whole table shows of everyone's first target, so that its column compares; the version's own when absent. */
export const versionViewOf = (
  { commandId: _commandId, tableMetrics, targetsText: _targetsText, ...row }: VersionRow,
  { metric: name = row.metric.name, defaultNumber }: Shown,
): VersionView => {
  const metric = { feature: row.metric.feature, name, direction: directionOf(name), value: tableMetrics[name] ?? null };
  return { ...row, metric, isDefault: row.number === defaultNumber };
};
