import { upcasterFor, type CommandOf, type Decider, type EventOf } from '@daybook/event-sourcing';

export type LogLine = Readonly<{ sequence: number; line: string; at: string }>;
/** Some lines at once; `omitted` came with them and were more than is kept. */
export type RunLogged = EventOf<'RunLogged', 2, { versionId: string; attempt: number; lines: readonly LogLine[]; omitted: number }>;
type RunLoggedV1 = Readonly<{ versionId: string; attempt: number }> & LogLine;

export type RunLogErased = EventOf<'RunLogErased', 1, { versionId: string; at: string }>;
export type RunLogEvent = RunLogged | RunLogErased;

export const upcastRunLog = upcasterFor<RunLogEvent>({
  RunLogErased: { current: 1, steps: {} },
  RunLogged: {
    current: 2,
    steps: {
      1: ({ versionId, attempt, ...line }: RunLoggedV1): RunLogged['data'] => ({ versionId, attempt, lines: [line], omitted: 0 }),
    },
  },
});

export type LogLines = CommandOf<'LogLines', RunLogged['data']>;
export type EraseLog = CommandOf<'EraseLog', RunLogErased['data']>;
export type RunLogCommand = LogLines | EraseLog;
export type RunLogState = Readonly<{ attempt: number; sequence: number; kept: number }>;

/** A run that talks without end must not fill the event log; its last words still come with its failure. */
export const mostLogLines = 10_000;

/** Lines of an attempt are kept once and in order; an earlier attempt has nothing more to say. */
export const runLog: Decider<RunLogState, RunLogCommand, RunLogEvent> = {
  initialState: { attempt: 0, sequence: 0, kept: 0 },

  decide(command, { attempt, sequence, kept }) {
    if (command.type === 'EraseLog') return kept === 0 ? [] : [{ type: 'RunLogErased', schemaVersion: 1, data: command.data }];
    const { data } = command;
    if (data.attempt < attempt) return [];
    const lines = data.attempt > attempt ? data.lines : data.lines.filter((line) => line.sequence > sequence);
    const room = lines.slice(0, mostLogLines - kept);
    const omitted = data.omitted + lines.length - room.length;
    return room.length === 0 ? [] : [{ type: 'RunLogged', schemaVersion: 2, data: { ...data, lines: room, omitted } }];
  },

  evolve(state, event) {
    if (event.type === 'RunLogErased') return { attempt: 0, sequence: 0, kept: 0 };
    const { attempt, lines } = event.data;
    return { attempt, sequence: lines.at(-1)?.sequence ?? state.sequence, kept: state.kept + lines.length };
  },
};
