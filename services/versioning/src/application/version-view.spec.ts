import { describe, expect, it } from '@jest/globals';
import { project } from '@daybook/event-sourcing';
import { queued, ready, recorded } from '../fixtures/version.fixture.js';
import { versionRow, type VersionRow } from '../projections/version-row.projection.js';
import { versionViewOf } from './version-view.js';

const row = recorded([queued, ready()]).reduce<VersionRow | null>((view, one) => project(versionRow, view, one), null) as VersionRow;

describe('A version as callers see it', () => {
  it('shows its own metric, and says which way it is better', () => {
    expect(versionViewOf(row).metric).toEqual({ feature: 'churn', name: 'accuracy', direction: 'maximize', value: 0.9 });
  });

  it('shows the metric of the table it stands in, also where it has no value of it', () => {
    const shown = { feature: 'churn', name: 'loss', value: 1 };
    expect(versionViewOf(row, shown).metric).toEqual({ feature: 'churn', name: 'loss', direction: 'minimize', value: 0.3 });
    expect(versionViewOf(row, { feature: 'price', name: 'r2', value: 1 }).metric.value).toBeNull();
  });

  it('keeps the identity of the command to itself', () => {
    expect(row.commandId).toBe('command-0');
    expect(versionViewOf(row)).not.toHaveProperty('commandId');
  });
});
