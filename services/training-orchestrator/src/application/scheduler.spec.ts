import { beforeEach, describe, expect, it } from '@jest/globals';
import { newCommandContext } from '@daybook/service-kit';
import { MemoryLog, stepwise } from '../fixtures/memory-log.fixture.js';
import { orchestratorProcess, type OrchestratorProcess } from '../fixtures/orchestrator-process.fixture.js';
import { configuration, dataset, queued } from '../fixtures/run.fixture.js';

const [oldest, later] = ['r1', 'r2'];
const context = () => newCommandContext('anna');
const lost = { reason: 'engine-lost', message: 'the engine was started anew' } as const;

let log: MemoryLog;
let process: OrchestratorProcess;

const register = async (engineId: string, instanceId: string): Promise<number> => {
  const data = { engineId, instanceId, kind: 'training', driver: 'builtin', slots: 1, url: null } as const;
  return (await process.engines.execute(engineId, { type: 'Register', data }, context())).position;
};
/** One round of scheduling. */
const schedule = async (position: number): Promise<void> => {
  process.scheduler.wake(position);
  await process.scheduler.beforeApplicationShutdown();
};
const assigned = () => log.events.filter(({ type }) => type === 'RunAssigned').map(({ stream }) => stream);

/** One slot, in which the older of two runs is trained, and views that are an event behind. */
beforeEach(async () => {
  log = new MemoryLog();
  process = orchestratorProcess(stepwise(log, async () => undefined), log, 1);
  for (const versionId of [oldest, later]) {
    await process.runs.execute(versionId, { type: 'QueueRun', data: { ...queued.data, versionId, configuration, dataset } }, context());
  }
  await register('e1', 'i1');
  await process.assignment.give(oldest, 'e1');
});

describe('A run that goes back into the queue', () => {
  it('is the first again for an engine that was started anew, however late the views are', async () => {
    const registeredAt = await register('e1', 'i2');
    await process.requeue.attempt({ runId: oldest, attempt: 1, ...lost }, context());
    await schedule(registeredAt);
    expect(assigned()).toEqual(['run-r1', 'run-r1']);
  });

  it('is the first again when the same round of scheduling has put it back', async () => {
    await process.engines.execute('e1', { type: 'Suspend', data: {} }, context());
    await schedule(await register('e2', 'i1'));
    expect(log.events.find(({ type }) => type === 'RunRequeued')).toMatchObject({ stream: 'run-r1', data: { reason: 'engine-released' } });
    expect(assigned()).toEqual(['run-r1', 'run-r1']);
  });
});
