import { describe, expect, it } from '@jest/globals';
import { specify } from '@daybook/testing';
import { at, key } from '../fixtures/run.fixture.js';
import { mostLogLines, runLog, upcastRunLog, type RunLogged } from './run-log.decider.js';

const { versionId } = key;
const lines = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => ({ sequence: from + index, line: 'hello', at }));
const logged = (from: number, to = from, attempt = 1, omitted = 0): RunLogged => ({
  type: 'RunLogged',
  schemaVersion: 2,
  data: { versionId, attempt, lines: lines(from, to), omitted },
});
const say = (from: number, to = from, attempt = 1) => ({ type: 'LogLines', data: logged(from, to, attempt).data }) as const;

describe('the log of a run', () => {
  it('takes a line once, also when it comes again among others', () => {
    specify(runLog).given([]).when(say(1, 2)).then([logged(1, 2)]);
    specify(runLog).given([logged(1, 2)]).when(say(1, 2)).then([]);
    specify(runLog).given([logged(1, 2)]).when(say(2, 4)).then([logged(3, 4)]);
  });

  it('lets a later attempt count from the beginning, and no earlier one speak any more', () => {
    specify(runLog).given([logged(1, 5)]).when(say(1, 1, 2)).then([logged(1, 1, 2)]);
    specify(runLog).given([logged(1, 5), logged(1, 1, 2)]).when(say(6)).then([]);
  });

  it('ends where it would fill the event log, and says how much it left out', () => {
    const almostFull = logged(1, mostLogLines - 1);
    specify(runLog).given([almostFull]).when(say(mostLogLines, mostLogLines + 2)).then([logged(mostLogLines, mostLogLines, 1, 2)]);
    specify(runLog).given([logged(1, mostLogLines)]).when(say(mostLogLines + 1)).then([]);
  });

  it('understands lines from before they came in batches', () => {
    const stored = { type: 'RunLogged', schemaVersion: 1, data: { versionId, attempt: 1, sequence: 1, line: 'hello', at } };
    expect(upcastRunLog(stored)).toEqual(logged(1));
  });
});
