import { describe, expect, it } from '@jest/globals';
import { project } from '@daybook/event-sourcing';
import { recorded, recordedStream, specifyProjection } from '@daybook/testing';
import type { RunEvent } from '../domain/run.events.js';
import { artifacts, assigned, at, key, queued, requeued } from '../fixtures/run.fixture.js';
import { runCard, type RunCard } from './run-card.projection.js';

const ofAttempt = (attempt: number, time = at) => ({ ...key, attempt, at: time });
const phase = (attempt: number, name: 'training' | 'evaluating', time: string): RunEvent => ({
  type: 'RunPhaseStarted',
  schemaVersion: 1,
  data: { ...ofAttempt(attempt, time), phase: name, engineId: 'e1' },
});
const accepted: RunEvent = { type: 'RunAccepted', schemaVersion: 1, data: { ...ofAttempt(1), engineId: 'e1' } };
const rows = { training: 7, validation: 1, test: 2, dropped: 0 };
const split: RunEvent = { type: 'RunDatasetSplit', schemaVersion: 1, data: { ...ofAttempt(1), rows } };
const checkpoint: RunEvent = {
  type: 'RunCheckpointed',
  schemaVersion: 1,
  data: { ...ofAttempt(1), kind: 'latest', epoch: 3, artifact: artifacts.model },
};
const later = '2026-01-01T00:01:00.000Z';
const end = '2026-01-01T00:02:00.000Z';
const canceled: RunEvent = { type: 'RunCanceled', schemaVersion: 1, data: ofAttempt(1, end) };
const stream = `run-${key.versionId}`;

const inQueue: RunCard = {
  ...key,
  status: 'queued',
  attempt: 0,
  engineId: null,
  driver: null,
  assignedPosition: null,
  assignedAt: null,
  queuedAt: at,
  queuedPosition: 1,
  attempts: [],
  rows: null,
  checkpoints: {},
  artifacts: null,
  failure: null,
  endedAt: null,
};
const first = { attempt: 1, engineId: 'e1', driver: 'builtin', assignedAt: at };

describe('the card of a run', () => {
  it('shows what waits, and a run that was canceled there', () => {
    specifyProjection(runCard).given(recordedStream(stream, [queued])).then(key.versionId, inQueue);
    specifyProjection(runCard).given(recordedStream(stream, [queued, canceled])).then(key.versionId, { ...inQueue, status: 'canceled', endedAt: end });
  });

  it('tells of each attempt who worked on it, how far it came and why it ended', () => {
    const history = [queued, assigned(1), accepted, split, phase(1, 'training', at), checkpoint, requeued(1), assigned(2, 'e2'), phase(2, 'evaluating', later)];
    const attempts = [
      { ...first, acceptedAt: at, endedAt: at, outcome: 'engine-lost', message: 'gone', phases: [{ phase: 'training', startedAt: at, endedAt: at }] },
      { ...first, attempt: 2, engineId: 'e2', acceptedAt: null, endedAt: null, outcome: null, message: null, phases: [{ phase: 'evaluating', startedAt: later, endedAt: null }] },
    ] as const;
    specifyProjection(runCard)
      .given(recordedStream(stream, history))
      .then(key.versionId, {
        ...inQueue,
        status: 'working',
        attempt: 2,
        engineId: 'e2',
        driver: 'builtin',
        assignedPosition: 8,
        assignedAt: at,
        attempts,
        rows,
        checkpoints: { latest: { attempt: 1, epoch: 3, artifact: artifacts.model } },
      });
  });

  it('closes the last phase with the run, whichever way it ends', () => {
    const ways: readonly [RunEvent, RunCard['status']][] = [
      [{ type: 'RunCompleted', schemaVersion: 2, data: { ...ofAttempt(1, end), engineId: 'e1', driver: 'builtin', artifacts, metrics: {}, bestEpoch: 1, epochs: 1 } }, 'completed'],
      [{ type: 'RunFailed', schemaVersion: 1, data: { ...ofAttempt(1, end), phase: 'training', errorCode: 'x', message: 'y', logTail: [] } }, 'failed'],
      [canceled, 'canceled'],
    ];
    for (const [event, status] of ways) {
      const cards = recordedStream(stream, [queued, assigned(1), phase(1, 'training', later), event]);
      const card = cards.reduce<RunCard | null>((view, each) => project(runCard, view, each), null);
      expect(card).toMatchObject({ status, endedAt: end, attempts: [{ outcome: status, endedAt: end, phases: [{ startedAt: later, endedAt: end }] }] });
    }
  });

  it('cannot begin in the middle of a story', () => {
    expect(() => project(runCard, null, recorded(assigned(1)))).toThrow(expect.objectContaining({ code: 'view-missing' }));
  });
});
