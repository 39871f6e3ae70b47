import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@daybook/testing';
import { assignedTo, checkpoint, completed, Orchestration } from './fixtures/orchestration.fixture.js';

const leaseMs = 1500;

describe('The lease of an engine', () => {
  const o = new Orchestration({ leaseMs });
  afterEach(() => o.isInOrder());

  it('lapses in silence: its run goes on elsewhere, and it is fenced off when it is back', async () => {
    const repository = await o.repository();
    const engine = await o.engine();
    const runId = await o.version(repository);
    await assignedTo(engine, runId);
    await engine.say({ runId, attempt: 1 }, { type: 'phase', phase: 'training' }, checkpoint(3));
    await o.engineBecomes(engine, { status: 'lost', runs: [] });
    await o.becomes(repository, { status: 'queued', attempts: [{ outcome: 'engine-lost' }] });

    const other = await o.engine();
    const beating = setInterval(() => void other.heartbeat([{ runId, attempt: 2 }]), leaseMs / 15);
    expect((await assignedTo(other, runId, 2)).checkpoint).toEqual(checkpoint(3).artifact);
    await engine.heartbeat([{ runId, attempt: 1 }]);
    await eventually(() => expect(engine.cancels(runId)).toEqual([1]));
    await engine.say({ runId, attempt: 1 }, completed());
    await other.say({ runId, attempt: 2 }, { type: 'phase', phase: 'evaluating' });
    await o.becomes(repository, { status: 'working', attempt: 2, engineId: other.engineId });
    await other.say({ runId, attempt: 2 }, completed());
    await o.becomes(repository, { status: 'completed', attempt: 2 });
    clearInterval(beating);
  });

  it('is not renewed by a former instance, which counts again once the one that took its place is lost', async () => {
    const engine = await o.engine();
    const former = engine.instanceId;
    await engine.restart();
    await o.engineBecomes(engine, { instanceId: engine.instanceId, status: 'alive' });
    const beating = setInterval(() => void engine.heartbeat([], former), leaseMs / 15);
    await o.engineBecomes(engine, { instanceId: former, status: 'alive' });
    clearInterval(beating);
    await o.engineBecomes(engine, { instanceId: former, status: 'lost' });
  });

  it('does not cover an attempt that the engine does not know of', async () => {
    const repository = await o.repository();
    const engine = await o.engine();
    const runId = await o.version(repository);
    await assignedTo(engine, runId);
    const beating = setInterval(() => void engine.heartbeat([]), leaseMs / 15);
    await assignedTo(engine, runId, 2);
    const run = await o.becomes(repository, { attempt: 2 });
    expect(run['attempts']).toMatchObject([{ outcome: 'attempt-crashed', message: 'the engine does not know the attempt' }, {}]);
    clearInterval(beating);
  });
});

describe('A restart of the service', () => {
  const o = new Orchestration();

  it('leaves runs with the engines that have them, and counts on no engine that it has not heard', async () => {
    const [working, waiting] = [await o.repository(), await o.repository()];
    const engine = await o.engine(2);
    const runId = await o.version(working);
    await assignedTo(engine, runId);
    await engine.say({ runId, attempt: 1 }, { type: 'log', line: 'said before' }, { type: 'phase', phase: 'training' });
    await o.becomes(working, { attempts: [{ phases: [{ phase: 'training' }] }] });
    await o.restart();

    const second = await o.version(waiting);
    await o.becomes(waiting, { status: 'queued' });
    expect(engine.trains(second)).toEqual([]);
    await engine.heartbeat([{ runId, attempt: 1 }]);
    await assignedTo(engine, second);
    expect(engine.cancels(runId)).toEqual([]);
    await engine.say({ runId, attempt: 1 }, completed());
    await o.becomes(working, { status: 'completed', attempt: 1 });
    expect(await o.get(working, 'logs')).toMatchObject({ lines: [{ line: 'said before' }] });
  });
});

describe('A stop of the service', () => {
  const o = new Orchestration();

  it('uses up no attempts of runs on engines that end with it', async () => {
    const repository = await o.repository();
    const engine = await o.engine();
    const [working, waiting] = [await o.version(repository, 1), await o.version(repository, 2)];
    await assignedTo(engine, working);
    const stop = o.hall.stop.bind(o.hall);
    o.hall.stop = async () => {
      o.hall.cut(engine.engineId);
      await engine.say({ runId: working, attempt: 1 }, { type: 'crashed', message: 'the engine was stopped', logTail: [] });
      // Time in which the slot that is free now could be given to somebody.
      await sleep(500);
      await stop();
    };
    await o.restart();
    expect(await o.history(working)).toEqual(['RunQueued', 'RunAssigned', 'RunRequeued']);
    expect(await o.history(waiting)).toEqual(['RunQueued']);
  });
});
