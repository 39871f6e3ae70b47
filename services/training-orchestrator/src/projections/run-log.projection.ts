import { defineProjection } from '@daybook/event-sourcing';
import { upcastRunLog, type RunLogged } from '../domain/run-log.decider.js';

/** What the engine said while it worked, oldest first. */
export type RunLogView = Readonly<{ versionId: string; lines: readonly Readonly<{ attempt: number; line: string; at: string }>[] }>;

export const runLogView = defineProjection<RunLogView, RunLogged>({
  name: 'run-log-v1',
  streams: ['runlog-'],
  upcast: upcastRunLog,
  keyOf: (event) => event.data.versionId,
  on: {
    RunLogged: (view, { data: { versionId, attempt, line, at } }) => ({
      versionId,
      lines: [...(view?.lines ?? []), { attempt, line, at }],
    }),
  },
});
