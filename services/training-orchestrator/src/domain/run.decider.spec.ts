import { describe, expect, it } from '@jest/globals';
import { specify } from '@daybook/testing';
import fc from 'fast-check';
import { artifacts, assigned, at, configuration, dataset, key, queued, reportsOf, requeued } from '../fixtures/run.fixture.js';
import type { RunCommand } from './run.commands.js';
import { run } from './run.decider.js';
import { upcastRun, type RequeueReason, type RunEvent } from './run.events.js';
import type { RunState } from './run.state.js';

const cancelRequested: RunEvent = { type: 'RunCancelRequested', schemaVersion: 1, data: { ...key, attempt: 1, engineId: 'e1', at } };
const requeue = (attempt: number, maxAttempts = 3, reason: RequeueReason = 'engine-lost'): RunCommand => ({
  type: 'RequeueRun',
  data: { attempt, reason, message: 'gone', logTail: ['last words'], maxAttempts, at },
});
const complete = (attempt: number): RunCommand => ({
  type: 'CompleteRun',
  data: { attempt, artifacts, metrics: {}, bestEpoch: 1, epochs: 2, at },
});

describe('a run', () => {
  it('is queued once', () => {
    const queue: RunCommand = { type: 'QueueRun', data: { ...key, configuration, dataset, at } };
    specify(run).given([]).when(queue).then([queued]);
    specify(run).given([queued]).when(queue).then([]);
  });

  it('is refused without ever being in the queue', () => {
    const refuse: RunCommand = { type: 'RefuseRun', data: { ...key, configuration, dataset, at } };
    const canceled: RunEvent = { type: 'RunCanceled', schemaVersion: 1, data: { ...key, attempt: 0, at } };
    specify(run).given([]).when(refuse).then([queued, canceled]);
    specify(run).given([queued, canceled]).when(refuse).then([]);
  });

  it('is erased once it has ended, and then has nothing more to say', () => {
    const erase: RunCommand = { type: 'EraseRun', data: { at } };
    const canceled: RunEvent = { type: 'RunCanceled', schemaVersion: 1, data: { ...key, attempt: 0, at } };
    const erased: RunEvent = { type: 'RunErased', schemaVersion: 1, data: { ...key, at } };
    specify(run).given([]).when(erase).then([]);
    specify(run).given([queued]).when(erase).then([]);
    specify(run).given([queued, canceled]).when(erase).then([erased]);
    specify(run).given([queued, canceled, erased]).when(erase).then([]);
    specify(run).given([queued, canceled, erased]).when(complete(1)).then([]);
  });

  it('is assigned once per attempt, and only from the queue', () => {
    const assign = (attempt: number, engineId: string): RunCommand => ({ type: 'AssignRun', data: { attempt, engineId, driver: 'builtin', at } });
    specify(run).given([queued]).when(assign(1, 'e1')).then([assigned(1)]);
    specify(run).given([queued, assigned(1)]).when(assign(2, 'e2')).then([]);
    specify(run).given([queued]).when(assign(2, 'e1')).then([]);
  });

  it('goes back to the queue when its engine is lost, until its attempts are used up', () => {
    specify(run).given([queued, assigned(1)]).when(requeue(1)).then([requeued(1)]);
    const data = { ...key, attempt: 1, phase: 'queued', errorCode: 'attempts-exhausted', logTail: ['last words'], at } as const;
    const message = 'attempt 1 of 1 ended without a result: gone';
    specify(run).given([queued, assigned(1)]).when(requeue(1, 1)).then([{ type: 'RunFailed', schemaVersion: 1, data: { ...data, message } }]);
  });

  it('is canceled at once while it waits, and by its engine while it works', () => {
    const cancel: RunCommand = { type: 'RequestCancel', data: { at } };
    const canceled = (attempt: number): RunEvent => ({ type: 'RunCanceled', schemaVersion: 1, data: { ...key, attempt, at } });
    specify(run).given([queued]).when(cancel).then([canceled(0)]);
    specify(run).given([queued, assigned(1)]).when(cancel).then([cancelRequested]);
    specify(run).given([queued, assigned(1), cancelRequested]).when({ type: 'RecordCanceled', data: { attempt: 1, maxAttempts: 3, at } }).then([canceled(1)]);
    specify(run).given([queued, assigned(1), cancelRequested]).when(requeue(1)).then([canceled(1)]);
  });

  it('from before metrics had the names of Ludwig is told in those', () => {
    const metrics = { kind: { accuracy: 0.9, balanced_accuracy: 0.6 } };
    const data = { ...key, attempt: 1, engineId: 'e1', driver: 'builtin', artifacts, metrics, bestEpoch: 1, epochs: 2, at };
    const lifted = { metrics: { kind: { accuracy: 0.6, accuracy_micro: 0.9 } } };
    expect(upcastRun({ type: 'RunCompleted', schemaVersion: 1, data })).toMatchObject({ schemaVersion: 2, data: lifted });
  });

  it('that finished before the cancel reached it wins', () => {
    const completed: RunEvent = {
      type: 'RunCompleted',
      schemaVersion: 2,
      data: { ...key, attempt: 1, engineId: 'e1', driver: 'builtin', artifacts, metrics: {}, bestEpoch: 1, epochs: 2, at },
    };
    specify(run).given([queued, assigned(1), cancelRequested]).when(complete(1)).then([completed]);
  });

  it('does not listen to an attempt that is not its present one', () => {
    const again = [queued, assigned(1), requeued(1), assigned(2, 'e2')];
    for (const report of reportsOf(1)) specify(run).given(again).when(report).then([]);
    for (const report of reportsOf(3)) specify(run).given(again).when(report).then([]);
  });

  it('loses no attempt to an operator who takes its engine away', () => {
    const history = [queued, assigned(1), requeued(1, 'engine-released'), assigned(2)];
    specify(run).given(history).when(requeue(2, 2)).then([requeued(2)]);
    specify(run).given([...history, requeued(2), assigned(3)]).when(requeue(3, 2, 'engine-released')).then([requeued(3, 'engine-released')]);
    expect(run.decide(requeue(3, 2), [...history, requeued(2), assigned(3)].reduce(run.evolve, run.initialState))).toMatchObject([
      { type: 'RunFailed', data: { errorCode: 'attempts-exhausted' } },
    ]);
  });

  it('is not canceled by an engine that nobody has asked to', () => {
    const letGo: RunCommand = { type: 'RecordCanceled', data: { attempt: 1, maxAttempts: 3, at } };
    specify(run).given([queued, assigned(1)]).when(letGo).then([requeued(1, 'attempt-crashed', 'the engine let go of the attempt')]);
  });

  it('takes every word of an attempt once', () => {
    const checkpoint = (attempt: number, epoch: number, sha256: string): RunCommand => ({
      type: 'RecordCheckpoint',
      data: { attempt, kind: 'latest', epoch, artifact: { sha256, sizeBytes: 1 }, at },
    });
    const said: readonly RunCommand[] = [
      { type: 'AcceptRun', data: { attempt: 1, at } },
      { type: 'StartPhase', data: { attempt: 1, phase: 'training', at } },
      { type: 'RecordSplit', data: { attempt: 1, rows: { training: 7, validation: 1, test: 2, dropped: 0 }, at } },
      checkpoint(1, 3, 'b'),
    ];
    let state = [queued, assigned(1)].reduce<RunState>(run.evolve, run.initialState);
    for (const command of said) {
      const decided = run.decide(command, state);
      expect(decided).toHaveLength(1);
      state = decided.reduce(run.evolve, state);
      expect(run.decide(command, state)).toEqual([]);
    }
    expect(run.decide(checkpoint(1, 2, 'a'), state)).toEqual([]);
    expect(run.decide({ type: 'StartPhase', data: { attempt: 1, phase: 'preprocessing', at } }, state)).toEqual([]);
    // An attempt that could not read its checkpoint begins again at a lower epoch.
    const next = [requeued(1), assigned(2)].reduce(run.evolve, state);
    expect(run.decide(checkpoint(2, 1, 'c'), next)).toHaveLength(1);
  });

  it('understands requeues from before they said what happened', () => {
    const { message: _message, ...data } = requeued(1).data;
    expect(upcastRun({ type: 'RunRequeued', schemaVersion: 1, data })).toEqual(requeued(1, 'engine-lost', ''));
  });

  it('refuses what is said of a run that was never queued', () => {
    specify(run).given([]).when(complete(1)).thenThrows('illegal-transition', { status: 'absent' });
  });
});

describe('a run under any commands', () => {
  const legal: Readonly<Record<RunState['status'], readonly RunState['status'][]>> = {
    absent: ['queued'],
    queued: ['working', 'canceled'],
    working: ['queued', 'canceling', 'completed', 'failed'],
    canceling: ['canceled', 'completed', 'failed'],
    completed: ['erased'],
    failed: ['erased'],
    canceled: ['erased'],
    erased: [],
  };
  const attempt = fc.integer({ min: 1, max: 4 });
  const anyCommand: fc.Arbitrary<RunCommand> = fc.oneof(
    { arbitrary: attempt.chain((n) => fc.constantFrom(...reportsOf(n, 2))), weight: 5 },
    { arbitrary: attempt.map((n): RunCommand => ({ type: 'AssignRun', data: { attempt: n, engineId: `e${n}`, driver: 'builtin', at } })), weight: 2 },
    fc.constant<RunCommand>({ type: 'RequestCancel', data: { at } }),
  );

  /** Attempts that nothing may be heard of: all but the one that an engine has in hand. */
  const withoutSay = (state: RunState): readonly number[] => {
    const inHand = state.status === 'working' || state.status === 'canceling' ? state.attempt : 0;
    return [1, 2, 3, 4, 5].filter((n) => n !== inHand);
  };

  it('makes legal moves only, never has two attempts at once, and never listens to any other', () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(fc.array(anyCommand, { maxLength: 25 }), (commands) => {
        let state = run.evolve(run.initialState, queued);
        for (const command of commands) {
          for (const n of withoutSay(state)) for (const report of reportsOf(n)) expect(run.decide(report, state)).toEqual([]);
          for (const event of run.decide(command, state)) {
            const next = run.evolve(state, event);
            if (next.status !== state.status) expect(legal[state.status]).toContain(next.status);
            if (event.type === 'RunAssigned') expect(state).toMatchObject({ status: 'queued', attempt: event.data.attempt - 1 });
            state = next;
          }
          reached.add(state.status);
        }
      }),
      { numRuns: 500 },
    );
    expect([...reached].sort()).toEqual(['canceled', 'canceling', 'completed', 'failed', 'queued', 'working']);
  });
});
