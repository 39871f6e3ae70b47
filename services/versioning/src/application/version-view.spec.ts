import { describe, expect, it } from '@jest/globals';
import { project } from '@daybook/event-sourcing';
import { queued, ready, recorded } from '../fixtures/version.fixture.js';
import { versionRow, type VersionRow } from '../projections/version-row.projection.js';
import { versionViewOf } from './version-view.js';

const row = recorded([queued, ready()]).reduce<VersionRow | null>((view, one) => project(versionRow, view, one), null) as VersionRow;
const defaultNumber = null;

describe('A version as callers see it', () => {
  it('shows its own metric, and says which way it is better', () => {
    expect(versionViewOf(row, { defaultNumber }).metric).toEqual({ feature: 'churn', name: 'accuracy', direction: 'maximize', value: 0.9 });
  });

  it('shows the metric of the table it stands in, also where it has no value of it', () => {
    const metric = { feature: 'churn', name: 'roc_auc', direction: 'maximize', value: 0.8 };
    const scored = { ...row, tableMetrics: { ...row.tableMetrics, roc_auc: 0.8 } };
    expect(versionViewOf(scored, { metric: 'roc_auc', defaultNumber }).metric).toEqual(metric);
    expect(versionViewOf(scored, { metric: 'r2', defaultNumber }).metric.value).toBeNull();
  });

  it('is marked when it is the default', () => {
    expect([1, 2, null].map((number) => versionViewOf(row, { defaultNumber: number }).isDefault)).toEqual([true, false, false]);
  });

  it('keeps to itself what it is found by', () => {
    expect(row).toMatchObject({ commandId: 'command-0', targetsText: '["churn"]' });
    const view = versionViewOf(row, { defaultNumber });
    for (const field of ['commandId', 'tableMetrics', 'targetsText']) expect(view).not.toHaveProperty(field);
  });
});
