import { describe, expect, it } from '@jest/globals';
import { project, ViewMissing } from '@daybook/event-sourcing';
import { event, queued, ready, recorded, started } from '../fixtures/version.fixture.js';
import { versionHistory, type VersionHistory } from './version-history.projection.js';

const fold = (events: Parameters<typeof recorded>[0]) =>
  recorded(events).reduce<VersionHistory | null>((view, one) => project(versionHistory, view, one), null);

describe('The history of a version', () => {
  it('says who did what, when, why, and what the version was after it', () => {
    const history = fold([queued, started('training'), event('VersionCanceling', {}), ready()]);
    expect(history?.entries.map(({ type, status, actor, reason, position }) => [type, status, actor, reason, position])).toEqual([
      ['VersionQueued', 'queued', 'anna', 'because', 11],
      ['VersionPhaseStarted', 'training', 'anna', 'because', 12],
      ['VersionCanceling', 'canceling', 'anna', 'because', 13],
      ['VersionReady', 'ready', 'anna', 'because', 14],
    ]);
  });

  it('has the reason that an event gives by itself, and for a cancelation that of whoever wanted it', () => {
    const events = [queued, event('VersionRequeued', { attempt: 1, reason: 'engine-lost' }), event('VersionCanceling', {}), event('VersionCanceled', {})];
    const asked = recorded(events).map((one) => (one.type === 'VersionCanceling' ? one : { ...one, metadata: { actor: 'engine:e1', correlationId: 'c' } }));
    const history = asked.reduce<VersionHistory | null>((view, one) => project(versionHistory, view, one), null);
    expect(history?.entries.map(({ reason }) => reason)).toEqual([null, 'engine-lost', 'because', 'because']);
  });

  it('leaves out the configuration, which is long', () => {
    expect(fold([queued])?.entries[0]?.data).not.toHaveProperty('configuration');
    expect(fold([queued])?.entries[0]?.data).not.toHaveProperty('raw');
  });

  it('refuses events of a version that never began', () => {
    expect(() => fold([ready()])).toThrow(ViewMissing);
  });
});
