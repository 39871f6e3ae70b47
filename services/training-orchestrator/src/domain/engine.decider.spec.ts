import { describe, expect, it } from '@jest/globals';
import { DomainError } from '@daybook/event-sourcing';
import { specify } from '@daybook/testing';
import fc from 'fast-check';
import { engine, type EngineCommand } from './engine.decider.js';
import type { EngineEvent } from './engine.events.js';

const at = '2026-01-01T00:00:00.000Z';
const registration = (instanceId: string, slots = 1) =>
  ({ engineId: 'e1', instanceId, kind: 'training', driver: 'builtin', slots, url: null }) as const;
const registered = (instanceId = 'i1', slots = 1): EngineEvent => ({
  type: 'EngineRegistered',
  schemaVersion: 1,
  data: { ...registration(instanceId, slots), at },
});
const reserve = (runId: string, attempt = 1): EngineCommand => ({ type: 'ReserveSlot', data: { runId, attempt, at } });
const reserved = (runId: string, attempt = 1): EngineEvent => ({
  type: 'EngineSlotReserved',
  schemaVersion: 1,
  data: { engineId: 'e1', runId, attempt, at },
});
const lost: EngineEvent = { type: 'EngineLost', schemaVersion: 1, data: { engineId: 'e1', instanceId: 'i1', at } };
const suspended: EngineEvent = { type: 'EngineSuspended', schemaVersion: 1, data: { engineId: 'e1', at } };
const drained: EngineEvent = { type: 'EngineDrained', schemaVersion: 1, data: { engineId: 'e1', at } };

describe('an engine', () => {
  it('registers once per instance, and again after it was lost', () => {
    const register: EngineCommand = { type: 'Register', data: { ...registration('i1'), at } };
    specify(engine).given([]).when(register).then([registered()]);
    specify(engine).given([registered()]).when(register).then([]);
    specify(engine).given([registered(), lost]).when(register).then([registered()]);
  });

  it('gives a slot to one run, and to the same one again', () => {
    specify(engine).given([registered()]).when(reserve('r1')).then([reserved('r1')]);
    specify(engine).given([registered(), reserved('r1')]).when(reserve('r1')).then([]);
    specify(engine).given([registered(), reserved('r1')]).when(reserve('r2')).thenThrows('engine-not-available', { reason: 'full' });
  });

  it.each<[string, readonly EngineEvent[], string]>([
    ['absent', [], 'absent'],
    ['lost', [registered(), lost], 'lost'],
    ['drained', [registered(), drained], 'drained'],
    ['suspended', [registered(), suspended], 'suspended'],
    ['a serving one', [{ type: 'EngineRegistered', schemaVersion: 1, data: { ...registration('i1'), kind: 'serving', at } }], 'serving'],
  ])('takes no run while it is %s', (_name, history, reason) => {
    specify(engine).given(history).when(reserve('r1')).thenThrows('engine-not-available', { reason });
  });

  it('of a new instance has free slots and stays drained', () => {
    specify(engine).given([registered(), reserved('r1'), registered('i2')]).when(reserve('r2')).then([reserved('r2')]);
    specify(engine).given([registered(), drained, registered('i2')]).when(reserve('r2')).thenThrows('engine-not-available', { reason: 'drained' });
  });

  it('is not lost because a former instance is', () => {
    specify(engine).given([registered(), registered('i2')]).when({ type: 'MarkLost', data: { instanceId: 'i1', at } }).then([]);
  });

  it('never has more runs than slots, whatever is asked', () => {
    const run = fc.constantFrom('r1', 'r2', 'r3', 'r4');
    const attempt = fc.integer({ min: 1, max: 2 });
    const command: fc.Arbitrary<EngineCommand> = fc.oneof(
      { arbitrary: fc.tuple(run, attempt).map(([runId, n]) => reserve(runId, n)), weight: 5 },
      fc.tuple(run, attempt).map(([runId, n]): EngineCommand => ({ type: 'ReleaseSlot', data: { runId, attempt: n, at } })),
      fc.constantFrom('i1', 'i2').map((instanceId): EngineCommand => ({ type: 'Register', data: { ...registration(instanceId, 2), at } })),
      fc.constantFrom('i1', 'i2').map((instanceId): EngineCommand => ({ type: 'MarkLost', data: { instanceId, at } })),
      fc.constantFrom<EngineCommand>({ type: 'Drain', data: { at } }, { type: 'Suspend', data: { at } }, { type: 'Resume', data: { at } }),
    );
    fc.assert(
      fc.property(fc.array(command, { maxLength: 30 }), (commands) => {
        let state = engine.evolve(engine.initialState, registered('i1', 2));
        for (const asked of commands) {
          try {
            for (const event of engine.decide(asked, state)) state = engine.evolve(state, event);
          } catch (error) {
            expect(error).toBeInstanceOf(DomainError);
          }
          if (state.status !== 'absent') expect(Object.keys(state.slots).length).toBeLessThanOrEqual(2);
        }
      }),
      { numRuns: 300 },
    );
  });
});
