import { describe, expect, it } from '@jest/globals';
import { project, type AnyEvent } from '@daybook/event-sourcing';
import { recorded, recordedStream, specifyProjection } from '@daybook/testing';
import { mostLogLines, type RunLogged } from '../domain/run-log.decider.js';
import { at, key } from '../fixtures/run.fixture.js';
import { runLogView } from './run-log.projection.js';

const { versionId } = key;
const logged = (from: number, to: number, omitted = 0): RunLogged => {
  const lines = Array.from({ length: to - from + 1 }, (_, index) => ({ sequence: from + index, line: `line ${from + index}`, at }));
  return { type: 'RunLogged', schemaVersion: 2, data: { versionId, attempt: 1, lines, omitted } };
};

describe('the log of a run', () => {
  it('shows lines of both shapes that there have been', () => {
    const old: AnyEvent = { type: 'RunLogged', schemaVersion: 1, data: { versionId, attempt: 1, sequence: 1, line: 'line 1', at } };
    const lines = [1, 2].map((number) => ({ attempt: 1, line: `line ${number}`, at }));
    specifyProjection(runLogView)
      .given(recordedStream(`runlog-${versionId}`, [old, logged(2, 2, 3)]))
      .then(versionId, { versionId, lines, total: 2, omitted: 3, full: false });
  });

  it('shows the last of many, and says when nothing more will come', () => {
    const half = project(runLogView, null, recorded(logged(1, mostLogLines - 1)));
    expect(half).toMatchObject({ total: mostLogLines - 1, full: false });
    const full = project(runLogView, half, recorded(logged(mostLogLines, mostLogLines)));
    expect(full).toMatchObject({ total: mostLogLines, full: true });
    expect(full?.lines).toHaveLength(200);
    expect(full?.lines.at(-1)).toEqual({ attempt: 1, line: `line ${mostLogLines}`, at });
  });
});
