import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@daybook/testing';
import { tell } from '@daybook/service-testing';
import { at } from './fixtures/run.fixture.js';
import { assignedTo, completed, evaluated, Orchestration, phases } from './fixtures/orchestration.fixture.js';

describe('Canceling a run', () => {
  const o = new Orchestration();
  afterEach(() => o.isInOrder());

  it('ends it at once in the queue', async () => {
    const repository = await o.repository();
    const runId = await o.version(repository);
    await o.cancel(repository);
    await o.becomes(repository, { status: 'canceled', attempts: [] });
    expect(await o.history(runId)).toEqual(['RunQueued', 'RunCanceled']);
  });

  it.each(phases)('ends it while %s, when its engine has let go of it', async (phase) => {
    const [repository, engine] = [await o.repository(), await o.engine()];
    const runId = await o.version(repository);
    await assignedTo(engine, runId);
    await engine.say({ runId, attempt: 1 }, { type: 'accepted' }, { type: 'phase', phase });
    await eventually(async () => expect(await o.history(runId)).toContain('RunPhaseStarted'));
    await o.cancel(repository);
    expect(engine.cancels(runId)).toEqual([1]);
    await o.becomes(repository, { status: 'canceling' });
    await engine.say({ runId, attempt: 1 }, { type: 'canceled' });
    await o.becomes(repository, { status: 'canceled', attempts: [{ outcome: 'canceled', phases: [{ phase }] }] });
    await o.engineBecomes(engine, { runs: [] });
    await o.service.ask('POST', `/v1/engines/${engine.engineId}/suspend`);
  });

  it('comes too late for one that completes, whose curves have no hole', async () => {
    const [repository, engine] = [await o.repository(), await o.engine()];
    const runId = await o.version(repository);
    await assignedTo(engine, runId);
    await engine.say({ runId, attempt: 1 }, { type: 'phase', phase: 'training' }, evaluated(1));
    await eventually(async () => expect(await o.get(repository, 'learning-curves')).toMatchObject({ points: [{ epoch: 1 }] }));
    await o.cancel(repository);
    await engine.say({ runId, attempt: 1 }, evaluated(2), completed(), { type: 'canceled' });
    await o.becomes(repository, { status: 'completed' });
    expect(await o.get(repository, 'learning-curves')).toMatchObject({ points: [{ epoch: 1 }, { epoch: 2 }] });
    expect((await o.history(runId)).slice(-2)).toEqual(['RunCancelRequested', 'RunCompleted']);
    await o.service.ask('POST', `/v1/engines/${engine.engineId}/suspend`);
  });

  it('is its end before it began, when its repository was deleted before it was queued', async () => {
    const [repository, engine] = [await o.repository(), await o.engine()];
    const { repositoryId, name } = repository;
    await tell(o.service.store, 'daybook.repository.deleted.v1', repositoryId, { repositoryId, name, at });
    const runId = await o.version(repository);
    expect(await o.history(runId)).toEqual(['RunQueued', 'RunCanceled']);
    const next = await o.repository();
    const other = await o.version(next);
    await assignedTo(engine, other);
    expect(await o.history(runId)).toEqual(['RunQueued', 'RunCanceled']);
    await o.cancel(next);
    await engine.say({ runId: other, attempt: 1 }, { type: 'canceled' });
    await o.becomes(next, { status: 'canceled' });
    await o.service.ask('POST', `/v1/engines/${engine.engineId}/suspend`);
  });

  it('leaves nothing to show when its version is erased', async () => {
    const [repository, engine] = [await o.repository(), await o.engine()];
    const { repositoryId } = repository;
    const runId = await o.version(repository);
    await assignedTo(engine, runId);
    await engine.say({ runId, attempt: 1 }, { type: 'phase', phase: 'training' }, evaluated(1), completed());
    await o.becomes(repository, { status: 'completed' });
    const key = { versionId: runId, repositoryId, number: 1 };
    await o.service.heard(await tell(o.service.store, 'daybook.version.erased.v1', key.repositoryId, { ...key, at }));
    expect((await o.history(runId)).at(-1)).toBe('RunErased');
    const head = await o.service.store.headPosition();
    const answers = await Promise.all(
      ['run', 'learning-curves', 'logs'].map((part) => o.service.ask('GET', `/v1/repositories/${repositoryId}/versions/1/${part}?atLeast=${head}`)),
    );
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
    await o.service.ask('POST', `/v1/engines/${engine.engineId}/suspend`);
  });

  it('needs no engine when there is none to tell', async () => {
    const [repository, engine] = [await o.repository(), await o.engine()];
    const runId = await o.version(repository);
    await assignedTo(engine, runId);
    o.hall.cut(engine.engineId);
    await o.cancel(repository);
    await o.becomes(repository, { status: 'canceled' });
  });
});
