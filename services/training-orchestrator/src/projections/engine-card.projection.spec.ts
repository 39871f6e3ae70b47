import { describe, it } from '@jest/globals';
import { recordedStream, specifyProjection } from '@daybook/testing';
import type { EngineEvent } from '../domain/engine.events.js';
import { at } from '../fixtures/run.fixture.js';
import { engineCard, type EngineCard } from './engine-card.projection.js';

const registration = (instanceId: string) => ({ engineId: 'e1', instanceId, kind: 'training', driver: 'builtin', slots: 2, url: null }) as const;
const registered = (instanceId = 'i1'): EngineEvent => ({ type: 'EngineRegistered', schemaVersion: 1, data: { ...registration(instanceId), at } });
const slot = (type: 'EngineSlotReserved' | 'EngineSlotReleased', runId: string, attempt = 1): EngineEvent => ({
  type,
  schemaVersion: 1,
  data: { engineId: 'e1', runId, attempt, at },
});
const turned = (type: 'EngineDrained' | 'EngineSuspended' | 'EngineResumed'): EngineEvent => ({ type, schemaVersion: 1, data: { engineId: 'e1', at } });
const lost: EngineEvent = { type: 'EngineLost', schemaVersion: 1, data: { engineId: 'e1', instanceId: 'i1', at } };
const card: EngineCard = { ...registration('i1'), status: 'alive', drained: false, suspended: false, runs: [], registeredAt: at, lostAt: null };
const given = (...events: readonly EngineEvent[]) => specifyProjection(engineCard).given(recordedStream('engine-e1', events));

describe('the card of an engine', () => {
  it('shows which runs have its slots', () => {
    const [r1, r2] = [slot('EngineSlotReserved', 'r1'), slot('EngineSlotReserved', 'r2')];
    given(registered(), r1, r2).then('e1', { ...card, runs: [{ runId: 'r1', attempt: 1 }, { runId: 'r2', attempt: 1 }] });
    given(registered(), r1, r2, slot('EngineSlotReleased', 'r1')).then('e1', { ...card, runs: [{ runId: 'r2', attempt: 1 }] });
    given(registered(), r1, slot('EngineSlotReserved', 'r1', 2)).then('e1', { ...card, runs: [{ runId: 'r1', attempt: 2 }] });
  });

  it('has no runs when the engine is lost or begins anew', () => {
    given(registered(), slot('EngineSlotReserved', 'r1'), lost).then('e1', { ...card, status: 'lost', lostAt: at });
    given(registered(), slot('EngineSlotReserved', 'r1'), registered('i2')).then('e1', { ...card, instanceId: 'i2' });
  });

  it('is alive again when the engine that was lost is back', () => {
    given(registered(), lost, registered()).then('e1', card);
  });

  it('shows what operators want of it, also after it began anew', () => {
    given(registered(), turned('EngineDrained')).then('e1', { ...card, drained: true });
    given(registered(), turned('EngineSuspended'), registered('i2')).then('e1', { ...card, instanceId: 'i2', drained: true, suspended: true });
    given(registered(), turned('EngineSuspended'), turned('EngineDrained')).then('e1', { ...card, drained: true });
    given(registered(), turned('EngineSuspended'), turned('EngineResumed')).then('e1', card);
  });
});
