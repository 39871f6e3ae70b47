import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { EventStore } from '@daybook/event-store';
import { newCommandContext, type Clock } from '@daybook/service-kit';
import fc from 'fast-check';
import { repository } from '../domain/repository.decider.js';
import { upcastRepository } from '../domain/repository.events.js';
import { RepositoryNameTaken } from '../domain/repository.errors.js';
import { Crashed, MemoryLog, stepwise } from '../fixtures/memory-log.fixture.js';
import { RepositoryDeletion } from './repository.deletion.js';
import { RepositoryHandler } from './repository.handler.js';
import { claimGraceMs, RepositoryNames } from './repository.names.js';
import { RepositoryStreams } from './repository.streams.js';

class SetClock implements Clock {
  timeMs = Date.UTC(2026, 2, 1);
  stepMs = 0;
  readonly now = (): string => {
    this.timeMs += this.stepMs;
    return new Date(this.timeMs).toISOString();
  };
}

type Commands = Pick<RepositoryHandler, 'create' | 'change'> & Readonly<{ delete: RepositoryDeletion['begin'] }>;

const handlerOn = (store: EventStore, clock: Clock): Commands => {
  const streams = new RepositoryStreams(store);
  const names = new RepositoryNames(store, clock, { newId: () => randomUUID() }, streams);
  const handler = new RepositoryHandler(streams, names, clock, store, { waitUntil: async () => true });
  const deletion = new RepositoryDeletion(streams, names, clock, store);
  return {
    create: (...given) => handler.create(...given),
    change: (...given) => handler.change(...given),
    delete: (...given) => deletion.begin(...given),
  };
};
const someone = () => newCommandContext('anna');
const named = (name: string) => ({ name, description: '', labels: {}, datasets: [] });

/** Names that are borne, lower case, as the streams of the repositories have them. */
const borneNames = (log: MemoryLog): string[] =>
  [...log.streams]
    .filter(([stream]) => stream.startsWith('repository-'))
    .map(([, events]) => events.map(upcastRepository).reduce(repository.evolve, repository.initialState))
    .flatMap((state) => (state.status === 'present' ? [state.name.toLowerCase()] : []));

const withLog = () => {
  const log = new MemoryLog();
  const clock = new SetClock();
  return { log, clock, handler: handlerOn(log as unknown as EventStore, clock) };
};
const taken = { code: 'repository-name-taken' };

describe('the names of repositories', () => {
  it('are given to one, in whatever case', async () => {
    const { handler } = withLog();
    await handler.create(named('Churn'), someone());
    await expect(handler.create(named('churn'), someone())).rejects.toMatchObject(taken);
  });

  it('change case without being given up', async () => {
    const { handler, log } = withLog();
    const { repositoryId } = await handler.create(named('Churn'), someone());
    await handler.change(repositoryId, { name: 'CHURN' }, someone());
    await expect(handler.create(named('churn'), someone())).rejects.toMatchObject(taken);
    expect(borneNames(log)).toEqual(['churn']);
  });

  it('are free at once after a renaming or a deletion, and can be had back', async () => {
    const { handler, log } = withLog();
    const { repositoryId } = await handler.create(named('a'), someone());
    await handler.change(repositoryId, { name: 'b' }, someone());
    await handler.change(repositoryId, { name: 'a' }, someone());
    await handler.create(named('b'), someone());
    await handler.delete(repositoryId, someone());
    await handler.create(named('a'), someone());
    expect(borneNames(log).sort()).toEqual(['a', 'b']);
  });

  it('are kept by a renaming back that overtakes their release', async () => {
    const { handler, log, clock } = withLog();
    const { repositoryId } = await handler.create(named('a'), someone());
    let goOn: () => void = () => undefined;
    const paused = new Promise<void>((resolve) => (goOn = resolve));
    const isRenamed = () => borneNames(log).includes('b');
    const slow = handlerOn(
      stepwise(log, async () => (isRenamed() ? paused : undefined), 1000),
      clock,
    );
    const first = slow.change(repositoryId, { name: 'b' }, someone());
    while (!isRenamed()) await nextTurn();
    await handler.change(repositoryId, { name: 'a' }, someone());
    goOn();
    await first;
    await expect(handler.create(named('a'), someone())).rejects.toMatchObject(taken);
    expect(borneNames(log)).toEqual(['a']);
  });

  it('are kept by a retried creation, which answers what it has made', async () => {
    const { handler, log } = withLog();
    const context = someone();
    const first = await handler.create(named('churn'), context);
    await handler.change(first.repositoryId, { name: 'attrition' }, someone());
    const again = await handler.create(named('churn'), context);
    expect(again).toMatchObject({ repositoryId: first.repositoryId, revision: first.revision, replayed: true });
    expect(borneNames(log)).toEqual(['attrition']);
    await handler.create(named('churn'), someone());
  });

  it('are kept for a creation that broke off, but not for long', async () => {
    const { log, clock, handler } = withLog();
    const crashing = handlerOn(
      stepwise(log, async () => undefined, 1),
      clock,
    );
    const context = someone();
    await expect(crashing.create(named('churn'), context)).rejects.toThrow(Crashed);
    await expect(handler.create(named('churn'), someone())).rejects.toMatchObject(taken);
    clock.timeMs += claimGraceMs + 1;
    await handler.create(named('churn'), someone());
    await expect(handler.create(named('churn'), context)).rejects.toMatchObject(taken);
    expect(borneNames(log)).toEqual(['churn']);
  });

  it('are still there for the retry of a creation that broke off', async () => {
    const { log, clock, handler } = withLog();
    const context = someone();
    await expect(
      handlerOn(
        stepwise(log, async () => undefined, 1),
        clock,
      ).create(named('churn'), context),
    ).rejects.toThrow(Crashed);
    await handler.create(named('churn'), context);
    expect(borneNames(log)).toEqual(['churn']);
  });
});

type Step =
  | Readonly<{ type: 'create'; name: string }>
  | Readonly<{ type: 'rename'; of: number; name: string }>
  | Readonly<{ type: 'delete'; of: number }>;
type Plan = Readonly<{ step: Step; appends: number }>;

// Few names and few repositories: only where they meet can anything go wrong.
const anyName = fc.constantFrom('x', 'X', 'x', 'a', 'b');
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ type: fc.constant('create' as const), name: anyName }),
  { weight: 3, arbitrary: fc.record({ type: fc.constant('rename' as const), of: fc.nat(1), name: anyName }) },
  fc.record({ type: fc.constant('delete' as const), of: fc.nat(1) }),
);
/** Most commands run to their end; some lose their process after a few appends. */
const anyPlan: fc.Arbitrary<Plan> = fc.record({
  step: anyStep,
  appends: fc.oneof({ weight: 3, arbitrary: fc.constant(1000) }, fc.nat(4)),
});

const carryOut = async (handler: Commands, step: Step, ids: readonly string[]): Promise<void> => {
  if (step.type === 'create') return void (await handler.create(named(step.name), someone()));
  const id = ids[step.of] ?? '';
  await (step.type === 'delete' ? handler.delete(id, someone()) : handler.change(id, { name: step.name }, someone()));
};

describe('whatever the order in which commands take their steps, and wherever they break off', () => {
  it('no two repositories bear one name, and a name that nobody bears can be had', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(anyPlan, { minLength: 2, maxLength: 4 }), async (scheduler, plans) => {
        const { log, clock, handler } = withLog();
        const ids: string[] = [];
        for (const name of ['a', 'b']) ids.push((await handler.create(named(name), someone())).repositoryId);
        // Every claim is seen as an old one, so that all of them may be taken over at any time.
        clock.stepMs = claimGraceMs + 1;
        const turn = async (): Promise<void> => {
          await scheduler.schedule(Promise.resolve());
          const borne = borneNames(log);
          expect(new Set(borne).size).toBe(borne.length);
        };
        const running = plans.map(({ step, appends }) =>
          carryOut(handlerOn(stepwise(log, turn, appends), clock), step, ids),
        );
        const ends = Promise.allSettled(running);
        await scheduler.waitFor(ends);
        for (const end of await ends) {
          const expected =
            end.status === 'fulfilled' || end.reason instanceof Crashed || end.reason instanceof RepositoryNameTaken;
          if (!expected && (end as PromiseRejectedResult).reason.code !== 'repository-not-found')
            throw (end as PromiseRejectedResult).reason;
        }
        const borne = borneNames(log);
        expect(new Set(borne).size).toBe(borne.length);
        for (const name of ['a', 'b', 'x']) if (!borne.includes(name)) await handler.create(named(name), someone());
        expect(borneNames(log).sort()).toEqual(['a', 'b', 'x']);
      }),
      { numRuns: 600 },
    );
  });
});
