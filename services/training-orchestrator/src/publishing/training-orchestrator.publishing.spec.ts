import { describe, expect, it } from '@jest/globals';
import { factTranslator } from '@daybook/messaging';
import { recorded } from '@daybook/testing';
import { artifacts, assigned, at, key, queued, requeued } from '../fixtures/run.fixture.js';
import { trainingOrchestratorPublishing } from './training-orchestrator.publishing.js';

const translate = factTranslator(trainingOrchestratorPublishing);
const inRun = (event: Parameters<typeof recorded>[0]) => translate(recorded(event, { stream: `run-${key.versionId}` }));

describe('what the training orchestrator tells others', () => {
  it('is keyed by the repository', () => {
    expect(inRun(assigned(1))).toMatchObject({ type: 'daybook.run.assigned.v1', topic: 'runs', key: 'repo', data: { attempt: 1, engineId: 'e1' } });
  });

  it('leaves out what nobody else needs', () => {
    expect(inRun(queued)).toBeNull();
    const data = { ...key, attempt: 1, kind: 'latest', epoch: 1, artifact: artifacts.model, at } as const;
    expect(inRun({ type: 'RunCheckpointed', schemaVersion: 1, data })).toBeNull();
  });

  it('has the learning curves in it, from their own streams', () => {
    const data = { ...key, attempt: 1, epoch: 2, step: 20, epochs: 5, metrics: {}, best: true, learningRate: 0.1, at };
    const fact = translate(recorded({ type: 'RunEvaluated', schemaVersion: 2, data }, { stream: `runmetrics-${key.versionId}` }));
    expect(fact).toMatchObject({ type: 'daybook.run.evaluated.v1', data: { epoch: 2, best: true } });
  });

  it('keeps to itself what happened to an attempt in words', () => {
    const { message: _message, ...data } = requeued(1).data;
    expect(inRun(requeued(1))).toMatchObject({ type: 'daybook.run.requeued.v1', data });
    expect(inRun(requeued(1))?.data).not.toHaveProperty('message');
  });

  it('calls an engine drained whichever way it takes no new runs', () => {
    const inEngine = (type: string) => translate(recorded({ type, schemaVersion: 1, data: { engineId: 'e1', at } }, { stream: 'engine-e1' }));
    for (const type of ['EngineDrained', 'EngineSuspended']) {
      expect(inEngine(type)).toMatchObject({ type: 'daybook.engine.drained.v1', topic: 'engines', key: 'e1' });
    }
    expect(inEngine('EngineResumed')).toMatchObject({ type: 'daybook.engine.resumed.v1' });
  });

  it('fails closed at an event that it does not know', () => {
    expect(() => inRun({ type: 'RunTeleported', schemaVersion: 1, data: {} })).toThrow(expect.objectContaining({ code: 'unknown-event' }));
  });
});
