import { describe, expect, it } from '@jest/globals';
import { project, ViewMissing } from '@daybook/event-sourcing';
import type { VersionEvent } from '../domain/version.events.js';
import { after, artifact, event, failure, queued, ready, recorded, repositoryId, started } from '../fixtures/version.fixture.js';
import { versionRow, versionRowId, type VersionRow } from './version-row.projection.js';

const rowAfter = (...events: readonly VersionEvent[]): VersionRow => {
  const row = recorded(events).reduce<VersionRow | null>((view, one) => project(versionRow, view, one), null);
  if (row === null) throw new Error('there is no row');
  return row;
};

describe('A row of the versions table', () => {
  it('begins with who asked for what', () => {
    expect(rowAfter(queued)).toMatchObject({
      number: 1,
      status: 'queued',
      description: 'first',
      createdBy: 'anna',
      parent: null,
      targets: ['churn'],
      dataset: { name: 'customers', rows: 1000 },
      metric: { feature: 'churn', name: 'accuracy', value: null },
      durationMs: null,
      commandId: 'command-0',
      revision: 0,
    });
  });

  it('adds up the time from queued to the end of evaluating', () => {
    const row = rowAfter(
      queued,
      started('preprocessing', after(10)),
      started('training', after(30)),
      started('evaluating', after(90)),
      started('visualizing', after(100)),
      started('explaining', after(105)),
      ready(after(120)),
    );
    expect(row.phaseDurationsMs).toEqual({
      queued: 10_000,
      preprocessing: 20_000,
      training: 60_000,
      evaluating: 10_000,
      visualizing: 5_000,
      explaining: 15_000,
    });
    expect(row).toMatchObject({ durationMs: 100_000, status: 'ready', metric: { value: 0.9 }, driver: 'builtin', bestEpoch: 3, model: artifact });
  });

  it('counts the time of a lost attempt too', () => {
    const lost = event('VersionRequeued', { attempt: 1, reason: 'engine-lost' }, after(20));
    const row = rowAfter(queued, started('training', after(10)), lost, started('training', after(25), 2), started('evaluating', after(40), 2));
    expect(row).toMatchObject({ status: 'evaluating', attempt: 2, phaseDurationsMs: { queued: 15_000, training: 25_000 } });
  });

  it('keeps why a version failed', () => {
    expect(rowAfter(queued, event('VersionFailed', failure))).toMatchObject({ status: 'failed', failure });
  });

  it('follows deployments and notes', () => {
    const live = { deploymentId: 'live' };
    const served = [queued, ready(), event('VersionDeploying', { ...live, generation: 1, model: artifact }), event('VersionDeployed', live)];
    expect(rowAfter(...served)).toMatchObject({ status: 'deployed', deployments: { live: 'deployed' }, revision: 3 });
    const undeploying = event('VersionUndeploying', live);
    expect(rowAfter(...served, undeploying).status).toBe('undeploying');
    const gone = event('VersionUndeployed', { ...live, reason: 'undeployed' });
    expect(rowAfter(...served, undeploying, gone)).toMatchObject({ status: 'ready', deployments: {} });
    expect(rowAfter(queued, event('VersionStarred', { starred: true }), event('VersionDescribed', { description: 'better' }))).toMatchObject({
      starred: true,
      description: 'better',
      revision: 2,
    });
  });

  it('has an id that sorts as its number does', () => {
    const ids = [1, 2, 10, 99, 100, 999_999_999].map((number) => versionRowId({ repositoryId, number }));
    expect([...ids].sort()).toEqual(ids);
    expect(recorded([queued, ready()]).map((one) => versionRow.keyOf(one))).toEqual(Array(2).fill(ids[0]));
  });

  it('refuses events of a version that never began', () => {
    expect(() => rowAfter(ready())).toThrow(ViewMissing);
  });
});
