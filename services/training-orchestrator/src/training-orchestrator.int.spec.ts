import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@daybook/testing';
import { tell } from '@daybook/service-testing';
import { assignedTo, checkpoint, completed, evaluated, Orchestration, phases, rows } from './fixtures/orchestration.fixture.js';
import { at } from './fixtures/run.fixture.js';

describe('A run', () => {
  const o = new Orchestration();
  afterEach(() => o.isInOrder());

  it('goes from a queued version through an engine to its results', async () => {
    const repository = await o.repository();
    const runId = await o.version(repository);
    await o.becomes(repository, { status: 'queued', attempt: 0 });
    expect(await o.service.ask('GET', '/v1/queue')).toMatchObject({ body: { total: 1, items: [{ place: 1, versionId: runId }] } });
    expect(await o.get(repository, 'evaluation')).toMatchObject({ status: 409, code: 'result-not-available', currentStatus: 'queued' });

    const engine = await o.engine();
    expect(await assignedTo(engine, runId)).toMatchObject({ attempt: 1, checkpoint: null });
    const attempt = { runId, attempt: 1 };
    await engine.say(attempt, { type: 'accepted' }, { type: 'phase', phase: 'preprocessing' }, { type: 'dataset', rows });
    await engine.say(attempt, { type: 'phase', phase: 'training' }, { type: 'log', line: 'warming up' }, evaluated(1), checkpoint(1), evaluated(2));
    const [evaluation, explanations] = [await o.keep({ parts: { test: 1 } }), await o.keep({ importance: [] })];
    await engine.say(attempt, ...phases.slice(2).map((phase) => ({ type: 'phase', phase }) as const), completed({ evaluation, explanations }));

    const run = await o.becomes(repository, { status: 'completed', rows, checkpoints: { latest: { epoch: 1 } } });
    expect(run['attempts']).toMatchObject([{ attempt: 1, engineId: engine.engineId, outcome: 'completed', phases: phases.map((phase) => ({ phase })) }]);
    await o.engineBecomes(engine, { runs: [], status: 'alive' });
    expect(await o.get(repository, 'evaluation', 'latest')).toMatchObject({ parts: { test: 1 }, position: expect.any(Number) });
    expect(await o.get(repository, 'explanations')).toMatchObject({ importance: [] });
    expect(await o.get(repository, 'learning-curves')).toMatchObject({ epochs: 5, points: [{ epoch: 1 }, { epoch: 2 }] });
    expect(await o.get(repository, 'logs')).toMatchObject({ total: 1, lines: [{ attempt: 1, line: 'warming up' }] });
    expect(await o.history(runId)).toEqual([
      ...['RunQueued', 'RunAssigned', 'RunAccepted', 'RunPhaseStarted', 'RunDatasetSplit', 'RunPhaseStarted', 'RunCheckpointed'],
      ...['RunPhaseStarted', 'RunPhaseStarted', 'RunPhaseStarted', 'RunCompleted'],
    ]);
    await o.service.ask('POST', `/v1/engines/${engine.engineId}/suspend`);
  });

  it('resumes from its checkpoint on another engine when its own begins anew, and the old attempt has no say', async () => {
    const repository = await o.repository();
    const first = await o.engine();
    const runId = await o.version(repository);
    await assignedTo(first, runId);
    await first.say({ runId, attempt: 1 }, { type: 'phase', phase: 'training' }, evaluated(1), evaluated(2), checkpoint(2), evaluated(3));
    await o.becomes(repository, { checkpoints: { latest: { epoch: 2 } } });
    await o.service.ask('POST', `/v1/engines/${first.engineId}/drain`);
    await o.engineBecomes(first, { drained: true });
    await first.restart();
    const second = await o.engine();
    expect((await assignedTo(second, runId, 2)).checkpoint).toEqual(checkpoint(2).artifact);

    const before = await o.history(runId);
    await first.say({ runId, attempt: 1 }, evaluated(4), checkpoint(4), { type: 'phase', phase: 'evaluating' }, completed());
    await first.heartbeat([{ runId, attempt: 1 }]);
    await eventually(() => expect(first.cancels(runId)).toEqual([1]));
    expect(await o.history(runId)).toEqual(before);

    await second.say({ runId, attempt: 2 }, { type: 'phase', phase: 'training' }, evaluated(3), evaluated(4), completed());
    const run = await o.becomes(repository, { status: 'completed', attempt: 2, engineId: second.engineId });
    expect(run['attempts']).toMatchObject([{ outcome: 'engine-lost', message: 'the engine was started anew' }, { outcome: 'completed' }]);
    const curves = await o.get(repository, 'learning-curves');
    expect((curves['points'] as { attempt: number; epoch: number }[]).map(({ attempt, epoch }) => [attempt, epoch])).toEqual([[1, 1], [1, 2], [2, 3], [2, 4]]);
    await o.service.ask('POST', `/v1/engines/${second.engineId}/suspend`);
  });

  it('fails when its attempts have crashed, with the last words', async () => {
    const repository = await o.repository();
    const engine = await o.engine();
    const runId = await o.version(repository);
    for (const attempt of [1, 2, 3]) {
      await assignedTo(engine, runId, attempt);
      await engine.say({ runId, attempt }, { type: 'phase', phase: 'training' }, { type: 'crashed', message: 'out of memory', logTail: [`try ${attempt}`] });
    }
    const failure = { phase: 'training', errorCode: 'attempts-exhausted', message: 'attempt 3 of 3 ended without a result: out of memory', logTail: ['try 3'] };
    await o.becomes(repository, { status: 'failed', failure });
    await o.engineBecomes(engine, { runs: [] });
    await o.service.ask('POST', `/v1/engines/${engine.engineId}/suspend`);
  });

  it('fails at once where another attempt would be no better, with all that it said before', async () => {
    const repository = await o.repository();
    const engine = await o.engine();
    const runId = await o.version(repository);
    await assignedTo(engine, runId);
    const failed = { type: 'failed', phase: 'preprocessing', errorCode: 'column-missing', message: 'no column y', logTail: ['bye'] } as const;
    await engine.say({ runId, attempt: 1 }, { type: 'phase', phase: 'preprocessing' }, { type: 'log', line: 'reading' }, { type: 'log', line: 'bye' }, failed);
    await o.becomes(repository, { status: 'failed', attempt: 1, failure: { errorCode: 'column-missing', message: 'no column y' } });
    await eventually(async () => expect(await o.get(repository, 'logs')).toMatchObject({ lines: [{ line: 'reading' }, { line: 'bye' }] }));
    await o.engineBecomes(engine, { runs: [] });
    await o.service.ask('POST', `/v1/engines/${engine.engineId}/suspend`);
  });

  it('goes back into the queue without loss of an attempt when its engine is suspended, and waits for it to be resumed', async () => {
    const repository = await o.repository();
    const engine = await o.engine();
    const runId = await o.version(repository);
    await assignedTo(engine, runId);
    expect((await o.service.ask('POST', `/v1/engines/${engine.engineId}/suspend`)).status).toBe(200);
    await o.becomes(repository, { status: 'queued', attempts: [{ outcome: 'engine-released', message: 'the engine was suspended' }] });
    await eventually(() => expect(engine.cancels(runId)).toEqual([1]));
    await o.service.ask('POST', `/v1/engines/${engine.engineId}/resume`);
    await assignedTo(engine, runId, 2);
    await engine.say({ runId, attempt: 2 }, completed());
    await o.becomes(repository, { status: 'completed' });
    await o.service.ask('POST', `/v1/engines/${engine.engineId}/suspend`);
  });

  it('goes back into the queue when its engine cannot be reached', async () => {
    const repository = await o.repository();
    const engine = await o.engine();
    await o.engineBecomes(engine, { status: 'alive' });
    o.hall.cut(engine.engineId);
    await o.version(repository);
    await o.becomes(repository, { status: 'failed', failure: { errorCode: 'attempts-exhausted' } });
    await o.service.ask('POST', `/v1/engines/${engine.engineId}/suspend`);
  });

  it('is canceled with its repository', async () => {
    const repository = await o.repository();
    const engine = await o.engine();
    const [working, waiting] = [await o.version(repository, 1), await o.version(repository, 2)];
    await assignedTo(engine, working);
    const { repositoryId, name } = repository;
    await o.service.heard(await tell(o.service.store, 'daybook.repository.deleted.v1', repositoryId, { repositoryId, name, at }));
    expect((await o.history(waiting)).at(-1)).toBe('RunCanceled');
    expect(engine.cancels(working)).toEqual([1]);
    await engine.say({ runId: working, attempt: 1 }, { type: 'canceled' });
    await eventually(async () => expect((await o.history(working)).at(-1)).toBe('RunCanceled'));
    expect(await o.get(repository, 'run')).toMatchObject({ status: 404, code: 'repository-not-found' });
  });

  it('is found by latest and by default, as they are when it is asked', async () => {
    const repository = await o.repository();
    const { repositoryId } = repository;
    for (const number of [1, 2, 10]) await o.version(repository, number);
    // The view that says which is the latest is written a few milliseconds after the log.
    await eventually(async () => expect(await o.get(repository, 'run', 'latest')).toMatchObject({ number: 10 }));
    expect(await o.get(repository, 'run', 'default')).toMatchObject({ status: 404, code: 'version-not-found' });
    await tell(o.service.store, 'daybook.repository.default-version-set.v1', repositoryId, { repositoryId, number: 2, at });
    expect(await o.get(repository, 'run', 'default')).toMatchObject({ number: 2 });
    for (const number of [1, 2, 10]) await o.cancel(repository, number);
  });

  it('waits in the order in which it came', async () => {
    const repository = await o.repository();
    const runIds = [await o.version(repository, 1), await o.version(repository, 2), await o.version(repository, 3)];
    const engine = await o.engine();
    for (const [index, runId] of runIds.entries()) {
      await assignedTo(engine, runId);
      expect(engine.trains().map((train) => train.runId)).toEqual(runIds.slice(0, index + 1));
      await engine.say({ runId, attempt: 1 }, completed());
    }
    await o.becomes(repository, { status: 'completed' }, 3);
    await o.service.ask('POST', `/v1/engines/${engine.engineId}/suspend`);
  });

  it.each(['newest', '0', '-1', '1e3', '01'])('is not asked for by %s', async (n) => {
    const repository = await o.repository();
    expect(await o.get(repository, 'run', n)).toMatchObject({ status: 400, code: 'invalid-request' });
  });
});
