import { defineProjection, ViewMissing } from '@daybook/event-sourcing';
import { upcastRun, type Artifact, type RunArtifacts, type RunEvent, type RunPhase } from '../domain/run.events.js';

export type PhaseStart = Readonly<{ attempt: number; phase: RunPhase; at: string }>;

/** One document per run. `assignedPosition` is where in the log its present attempt was assigned. */
export type RunCard = Readonly<{
  versionId: string;
  repositoryId: string;
  number: number;
  status: 'queued' | 'working' | 'canceling' | 'completed' | 'failed' | 'canceled';
  attempt: number;
  engineId: string | null;
  driver: string | null;
  assignedPosition: number | null;
  assignedAt: string | null;
  queuedAt: string;
  queuedPosition: number;
  phases: readonly PhaseStart[];
  rows: Readonly<{ training: number; validation: number; test: number; dropped: number }> | null;
  checkpoints: Readonly<Partial<Record<'latest' | 'best', Readonly<{ epoch: number; artifact: Artifact }>>>>;
  artifacts: RunArtifacts | null;
  failure: Readonly<{ phase: string; errorCode: string; message: string; logTail: readonly string[] }> | null;
  endedAt: string | null;
}>;

const present = (card: RunCard | null): RunCard => {
  if (card === null) throw new ViewMissing('run-card');
  return card;
};

export const runCard = defineProjection<RunCard, RunEvent>({
  name: 'run-card-v1',
  streams: ['run-'],
  upcast: upcastRun,
  keyOf: (event) => event.data.versionId,
  indexes: [
    { field: 'status', type: 'text' },
    { field: 'engineId', type: 'text' },
    { field: 'queuedPosition', type: 'number', within: 'status' },
    { field: 'repositoryId', type: 'text' },
  ],
  on: {
    RunQueued: (_card, { data: { versionId, repositoryId, number, at }, position }) => ({
      versionId,
      repositoryId,
      number,
      status: 'queued',
      attempt: 0,
      engineId: null,
      driver: null,
      assignedPosition: null,
      assignedAt: null,
      queuedAt: at,
      queuedPosition: position,
      phases: [],
      rows: null,
      checkpoints: {},
      artifacts: null,
      failure: null,
      endedAt: null,
    }),
    RunAssigned: (card, { data: { attempt, engineId, driver, at }, position }) => ({
      ...present(card),
      status: 'working',
      attempt,
      engineId,
      driver,
      assignedPosition: position,
      assignedAt: at,
    }),
    RunPhaseStarted: (card, { data: { attempt, phase, at } }) => {
      const { phases, ...rest } = present(card);
      return { ...rest, phases: [...phases, { attempt, phase, at }] };
    },
    RunDatasetSplit: (card, { data: { rows } }) => ({ ...present(card), rows }),
    RunCheckpointed: (card, { data: { kind, epoch, artifact } }) => {
      const { checkpoints, ...rest } = present(card);
      return { ...rest, checkpoints: { ...checkpoints, [kind]: { epoch, artifact } } };
    },
    RunRequeued: (card) => ({ ...present(card), status: 'queued', engineId: null, assignedPosition: null, assignedAt: null }),
    RunCancelRequested: (card) => ({ ...present(card), status: 'canceling' }),
    RunCompleted: (card, { data: { artifacts, at } }) => ({ ...present(card), status: 'completed', artifacts, endedAt: at }),
    RunFailed: (card, { data: { phase, errorCode, message, logTail, at } }) => ({
      ...present(card),
      status: 'failed',
      failure: { phase, errorCode, message, logTail },
      endedAt: at,
    }),
    RunCanceled: (card, { data: { at } }) => ({ ...present(card), status: 'canceled', endedAt: at }),
  },
});
