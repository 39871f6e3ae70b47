import { defineProjection } from '@daybook/event-sourcing';
import { mostLogLines, upcastRunLog, type RunLogEvent } from '../domain/run-log.decider.js';

const shownLines = 200;

/**
 * What the engine said last, oldest first. `total` lines are in the log, `omitted` were too many in one second to be
 * kept; `full`: the run has said so much that nothing more is kept.
 */
export type RunLogView = Readonly<{
  versionId: string;
  lines: readonly Readonly<{ attempt: number; line: string; at: string }>[];
  total: number;
  omitted: number;
  full: boolean;
}>;

export const emptyRunLog = (versionId: string): RunLogView => ({ versionId, lines: [], total: 0, omitted: 0, full: false });

export const runLogView = defineProjection<RunLogView, RunLogEvent>({
  name: 'run-log-v2',
  streams: ['runlog-'],
  upcast: upcastRunLog,
  keyOf: (event) => event.data.versionId,
  on: {
    RunLogErased: () => null,
    RunLogged: (view, { data: { versionId, attempt, lines, omitted } }) => {
      const before = view ?? emptyRunLog(versionId);
      const said = lines.map(({ line, at }) => ({ attempt, line, at }));
      const total = before.total + said.length;
      return {
        versionId,
        lines: [...before.lines, ...said].slice(-shownLines),
        total,
        omitted: before.omitted + omitted,
        full: total >= mostLogLines,
      };
    },
  },
});
