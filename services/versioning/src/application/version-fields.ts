import { tableMetricNames } from '@daybook/ludwig';
import type { TableField } from '@daybook/service-kit';
import { versionStatuses } from '../domain/version.events.js';
import { versionRow } from '../projections/version-row.projection.js';

const shownMetrics = tableMetricNames.map((name) => `tableMetrics.${name}`);
const internal = new Set(['repositoryId', 'commandId', 'targetsText', ...shownMetrics]);
const columns: readonly TableField[] = (versionRow.indexes ?? []).filter(({ field }) => !internal.has(field));

/** What callers may filter and sort the versions table by while it shows this metric. */
export const versionFields = (shown: string): readonly TableField[] => [
  ...columns.map((column) => (column.field === 'status' ? { ...column, values: versionStatuses } : column)),
  { field: 'metric.value', type: 'number', column: `tableMetrics.${shown}` },
  { field: 'targets', type: 'list', column: 'targetsText' },
];
