import { upcasterFor, type CommandOf, type Decider, type EventOf } from '@daybook/event-sourcing';

export type RunLogged = EventOf<'RunLogged', 1, { versionId: string; attempt: number; sequence: number; line: string; at: string }>;
export const upcastRunLog = upcasterFor<RunLogged>({ RunLogged: { current: 1, steps: {} } });

export type LogLine = CommandOf<'LogLine', RunLogged['data']>;
export type RunLogState = Readonly<{ lines: number; last: string }>;

/** A run that talks without end must not fill the log with it. */
const mostLines = 1000;

export const runLog: Decider<RunLogState, LogLine, RunLogged> = {
  initialState: { lines: 0, last: '' },

  decide({ data }, { lines, last }) {
    const repeated = last === `${data.attempt}/${data.sequence}`;
    return repeated || lines >= mostLines ? [] : [{ type: 'RunLogged', schemaVersion: 1, data }];
  },

  evolve({ lines }, { data: { attempt, sequence } }) {
    return { lines: lines + 1, last: `${attempt}/${sequence}` };
  },
};
