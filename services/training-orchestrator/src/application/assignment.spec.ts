import { describe, expect, it } from '@jest/globals';
import type { Recorded } from '@daybook/event-sourcing';
import { newCommandContext } from '@daybook/service-kit';
import fc from 'fast-check';
import { engine, type EngineState } from '../domain/engine.decider.js';
import type { EngineEvent } from '../domain/engine.events.js';
import { run } from '../domain/run.decider.js';
import type { RunEvent } from '../domain/run.events.js';
import type { RunState } from '../domain/run.state.js';
import { Crashed, MemoryLog, stepwise } from '../fixtures/memory-log.fixture.js';
import { orchestratorProcess, type OrchestratorProcess } from '../fixtures/orchestrator-process.fixture.js';
import { artifacts, at, configuration, dataset, queued } from '../fixtures/run.fixture.js';
import { isInHand } from './run.handler.js';

const runIds = ['r1', 'r2', 'r3'];
const engineIds = ['e1', 'e2'];
const instances = new Map<string, number>();
const soon = async (): Promise<void> => undefined;
const context = () => newCommandContext('anna');
const register = ({ engines }: OrchestratorProcess, engineId: string) => {
  const instance = (instances.get(engineId) ?? 0) + 1;
  instances.set(engineId, instance);
  const data = { engineId, instanceId: `i${instance}`, kind: 'training', driver: 'builtin', slots: 1, url: null } as const;
  return engines.execute(engineId, { type: 'Register', data }, context());
};

const oneOf = fc.constantFrom;
type Act = (process: OrchestratorProcess) => Promise<unknown>;
type Deed = Readonly<{ act: Act; name: string }>;
const deed = (name: string, act: Act): Deed => ({ name, act, [fc.toStringMethod]: () => name }) as Deed;

const give = fc.tuple(oneOf(...runIds), oneOf(...engineIds)).map(([r, e]) => deed(`give ${r} to ${e}`, ({ assignment }) => assignment.give(r, e)));
const reconcile = fc.constant(deed('reconcile', ({ reconciliation }) => reconciliation.run()));
const cancel = oneOf(...runIds).map((r) => deed(`cancel ${r}`, ({ runs }) => runs.execute(r, { type: 'RequestCancel', data: { at } }, context())));
const attempt = fc.integer({ min: 1, max: 2 });
const complete = fc.tuple(oneOf(...runIds), attempt).map(([r, n]) => {
  const data = { attempt: n, artifacts, metrics: {}, bestEpoch: 1, epochs: 1, at };
  return deed(`complete ${r}/${n}`, ({ runs }) => runs.execute(r, { type: 'CompleteRun', data }, context()));
});
const crash = fc.tuple(oneOf(...runIds), attempt).map(([r, n]) =>
  deed(`crash ${r}/${n}`, ({ requeue }) => requeue.attempt({ runId: r, attempt: n, reason: 'attempt-crashed', message: '' }, context())),
);
const anew = oneOf(...engineIds).map((e) => deed(`${e} begins anew`, (process) => register(process, e)));
const lose = oneOf(...engineIds).map((e) =>
  deed(`lose ${e}`, async ({ engines }) => {
    const state = await engines.load(e);
    if (state.status === 'alive') await engines.execute(e, { type: 'MarkLost', data: { instanceId: state.registration.instanceId } }, context());
  }),
);
const intake = fc.tuple(oneOf('Suspend', 'Drain', 'Resume'), oneOf(...engineIds)).map(([type, e]) =>
  deed(`${type} ${e}`, ({ engines }) => engines.execute(e, { type, data: {} }, context())),
);

type Standing = Readonly<{ runs: ReadonlyMap<string, RunState>; engines: ReadonlyMap<string, EngineState> }>;
const standingAfter = (events: readonly Recorded[]): Standing => {
  const runs = new Map<string, RunState>();
  const engines = new Map<string, EngineState>();
  for (const event of events) {
    const [kind = '', id = ''] = event.stream.split('-');
    if (kind === 'run') runs.set(id, run.evolve(runs.get(id) ?? run.initialState, event as unknown as RunEvent));
    if (kind === 'engine') engines.set(id, engine.evolve(engines.get(id) ?? engine.initialState, event as unknown as EngineEvent));
  }
  return { runs, engines };
};
const heldBy = ({ runs }: Standing): readonly string[] =>
  [...runs].flatMap(([runId, state]) => (isInHand(state) ? [`${state.engineId} ${runId}/${state.attempt}`] : [])).sort();
const slotsOf = ({ engines }: Standing): readonly string[] =>
  [...engines]
    .flatMap(([engineId, state]) => (state.status === 'alive' ? Object.entries(state.slots).map(([runId, n]) => `${engineId} ${runId}/${n}`) : []))
    .sort();

const begin = async (): Promise<MemoryLog> => {
  const log = new MemoryLog();
  const process = orchestratorProcess(stepwise(log, soon), log);
  instances.clear();
  for (const runId of runIds) {
    const data = { ...queued.data, versionId: runId, configuration, dataset };
    await process.runs.execute(runId, { type: 'QueueRun', data }, context());
  }
  for (const engineId of engineIds) await register(process, engineId);
  return log;
};

/** Two processes carry these out side by side, one of which may be killed after some appends. */
const happen = async (scheduler: fc.Scheduler, log: MemoryLog, deeds: readonly Deed[], appendsLeft: number, viewsBehind: number): Promise<void> => {
  const turn = () => scheduler.schedule(Promise.resolve());
  const processes = [Number.POSITIVE_INFINITY, appendsLeft].map((left) => orchestratorProcess(stepwise(log, turn, left), log, viewsBehind));
  const all = deeds.map(async ({ act }, index) => {
    // Views are read at once, so a deed that began now would never see what another one has half done.
    await turn();
    await act(processes[index % 2] as OrchestratorProcess).catch((error: unknown) => {
      if (!(error instanceof Crashed)) throw error;
    });
  });
  await scheduler.waitFor(Promise.all(all));
};

const deeds = (...kinds: readonly fc.Arbitrary<Deed>[]) => fc.array(fc.oneof(...kinds), { minLength: 2, maxLength: 12 });
const appends = fc.oneof(fc.constant(99), fc.integer({ min: 0, max: 4 }));
const behind = fc.integer({ min: 0, max: 3 });

describe('An assignment', () => {
  it('that comes too late gives its slot back at once', async () => {
    const log = await begin();
    const { assignment, engines, runs } = orchestratorProcess(stepwise(log, soon), log);
    await engines.execute('e1', { type: 'ReserveSlot', data: { runId: 'r1', attempt: 1 } }, context());
    await runs.execute('r1', { type: 'RequestCancel', data: { at } }, context());
    expect(await assignment.carryThrough('e1', 'r1', 1)).toBe(false);
    expect(slotsOf(standingAfter(log.events))).toEqual([]);
  });

  it('takes no slot for a run that does not wait, and none that is not there', async () => {
    const log = await begin();
    const { assignment } = orchestratorProcess(stepwise(log, soon), log);
    expect(await assignment.give('r1', 'e1')).toBe('assigned');
    expect(await assignment.give('r1', 'e2')).toBe('run-not-queued');
    expect(await assignment.give('r2', 'e1')).toBe('engine-not-available');
    expect(slotsOf(standingAfter(log.events))).toEqual(['e1 r1/1']);
  });
});

describe('Two orchestrators at once', () => {
  it('never have a run on an engine without its slot, whoever is faster and whoever crashes', async () => {
    let assignments = 0;
    const property = fc.asyncProperty(fc.scheduler(), deeds(give, give, reconcile, cancel, complete, crash), appends, behind, async (scheduler, acts, left, late) => {
      const log = await begin();
      await happen(scheduler, log, acts, left, late);
      for (let position = 1; position <= log.events.length; position += 1) {
        const standing = standingAfter(log.events.slice(0, position));
        expect(slotsOf(standing)).toEqual(expect.arrayContaining([...heldBy(standing)]));
      }
      assignments += log.events.filter(({ type }) => type === 'RunAssigned').length;
    });
    await fc.assert(property, { numRuns: 400 });
    expect(assignments).toBeGreaterThan(200);
  });

  it('end with a slot for each run in hand and a run for each slot, whatever becomes of the engines', async () => {
    const kinds = [give, give, give, reconcile, cancel, complete, crash, anew, lose, intake];
    const property = fc.asyncProperty(fc.scheduler(), deeds(...kinds), appends, behind, async (scheduler, acts, left, late) => {
      const log = await begin();
      await happen(scheduler, log, acts, left, late);
      const survivor = orchestratorProcess(stepwise(log, soon), log);
      for (let round = 0; round < 3; round += 1) await survivor.reconciliation.run();
      const settled = log.events.length;
      const standing = standingAfter(log.events);
      expect(slotsOf(standing)).toEqual(heldBy(standing));
      await survivor.reconciliation.run();
      expect(log.events).toHaveLength(settled);
    });
    await fc.assert(property, { numRuns: 400 });
  });
});
