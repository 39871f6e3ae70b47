import { defineProjection, ViewMissing } from '@daybook/event-sourcing';
import { upcastRun, type Artifact, type RunArtifacts, type RunEvent } from '../domain/run.events.js';
import { acceptAttempt, beginAttempt, beginPhase, endLastAttempt, type Timeline } from './run-timeline.js';

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
  attempts: Timeline;
  rows: Readonly<{ training: number; validation: number; test: number; dropped: number }> | null;
  checkpoints: Readonly<Partial<Record<'latest' | 'best', Readonly<{ attempt: number; epoch: number; artifact: Artifact }>>>>;
  artifacts: RunArtifacts | null;
  failure: Readonly<{ phase: string; errorCode: string; message: string; logTail: readonly string[] }> | null;
  endedAt: string | null;
}>;

const present = (card: RunCard | null): RunCard => {
  if (card === null) throw new ViewMissing('run-card');
  return card;
};
const beginning = {
  status: 'queued',
  attempt: 0,
  engineId: null,
  driver: null,
  assignedPosition: null,
  assignedAt: null,
  attempts: [],
  rows: null,
  checkpoints: {},
  artifacts: null,
  failure: null,
  endedAt: null,
} as const;

export const runCard = defineProjection<RunCard, RunEvent>({
  name: 'run-card-v2',
  streams: ['run-'],
  upcast: upcastRun,
  keyOf: (event) => event.data.versionId,
  indexes: [
    { field: 'status', type: 'text' },
    { field: 'engineId', type: 'text' },
    { field: 'queuedPosition', type: 'number', within: 'status' },
    { field: 'repositoryId', type: 'text' },
    { field: 'number', type: 'number', within: 'repositoryId' },
  ],
  on: {
    RunQueued: (_card, { data: { versionId, repositoryId, number, at }, position }) => {
      return { ...beginning, versionId, repositoryId, number, queuedAt: at, queuedPosition: position };
    },
    RunErased: () => null,
    RunAssigned: (card, { data: { attempt, engineId, driver, at }, position }) => {
      const { attempts, ...rest } = present(card);
      const begun = beginAttempt(attempts, { attempt, engineId, driver, assignedAt: at });
      return { ...rest, status: 'working', attempt, engineId, driver, assignedPosition: position, assignedAt: at, attempts: begun };
    },
    RunAccepted: (card, { data: { at } }) => ({ ...present(card), attempts: acceptAttempt(present(card).attempts, at) }),
    RunPhaseStarted: (card, { data: { phase, at } }) => ({ ...present(card), attempts: beginPhase(present(card).attempts, phase, at) }),
    RunDatasetSplit: (card, { data: { rows } }) => ({ ...present(card), rows }),
    RunCheckpointed: (card, { data: { kind, attempt, epoch, artifact } }) => {
      const { checkpoints, ...rest } = present(card);
      return { ...rest, checkpoints: { ...checkpoints, [kind]: { attempt, epoch, artifact } } };
    },
    RunRequeued: (card, { data: { reason, message, at } }) => {
      const { attempts, ...rest } = present(card);
      const free = { engineId: null, assignedPosition: null, assignedAt: null };
      return { ...rest, ...free, status: 'queued', attempts: endLastAttempt(attempts, reason, at, message) };
    },
    RunCancelRequested: (card) => ({ ...present(card), status: 'canceling' }),
    RunCompleted: (card, { data: { artifacts, at } }) => {
      const { attempts, ...rest } = present(card);
      return { ...rest, status: 'completed', artifacts, attempts: endLastAttempt(attempts, 'completed', at), endedAt: at };
    },
    RunFailed: (card, { data: { phase, errorCode, message, logTail, at } }) => {
      const { attempts, ...rest } = present(card);
      const failure = { phase, errorCode, message, logTail };
      return { ...rest, status: 'failed', failure, attempts: endLastAttempt(attempts, 'failed', at, message), endedAt: at };
    },
    RunCanceled: (card, { data: { at } }) => {
      const { attempts, ...rest } = present(card);
      return { ...rest, status: 'canceled', attempts: endLastAttempt(attempts, 'canceled', at), endedAt: at };
    },
  },
});
