import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from '@jest/globals';
import { IllegalTransition, upcasterFor, type CommandOf, type Decider, type EventOf } from '@daybook/event-sourcing';
import { commandHandlerFor, type CommandContext } from './command-handler.js';
import { CommandReused } from './command-handler.errors.js';
import { listOf } from './contract/contract.events.js';
import { AppendOutcomeUnknown, RevisionConflict, StreamDeleted } from './event-store.errors.js';
import type { EventStore } from './event-store.port.js';
import { SqliteEventStore } from './sqlite/sqlite-event-store.js';

type Opened = EventOf<'Opened', 1, { at: string }>;
type Counted = EventOf<'Counted', 2, { by: number }>;
type CounterEvent = Opened | Counted;
type CounterCommand = CommandOf<'Count', { by: number }>;
type Counter = Readonly<{ total: number; open: boolean }>;

const opened: Opened = { type: 'Opened', schemaVersion: 1, data: { at: '2026-01-01T00:00:00.000Z' } };
const counted = (by: number): Counted => ({ type: 'Counted', schemaVersion: 2, data: { by } });
const count = (by: number): CounterCommand => ({ type: 'Count', data: { by } });

/** Counts up to 1000; counting by nothing is already true. */
const counter: Decider<Counter, CounterCommand, CounterEvent> = {
  initialState: { total: 0, open: false },
  decide({ type, data: { by } }, { total, open }) {
    if (by === 0) return [];
    if (total + by > 1000) throw new IllegalTransition(type, 'full');
    return open ? [counted(by)] : [opened, counted(by)];
  },
  evolve: (state, event) =>
    event.type === 'Opened' ? { ...state, open: true } : { ...state, total: state.total + event.data.by },
};

const upcast = upcasterFor<CounterEvent>({
  Opened: { current: 1, steps: {} },
  Counted: { current: 2, steps: { 1: ({ amount }: { amount: number }) => ({ by: amount }) } },
});

const as = (commandId: string = randomUUID(), commandDigest?: string): CommandContext => ({
  actor: 'anna',
  correlationId: commandId,
  commandId,
  ...(commandDigest !== undefined && { commandDigest }),
});

describe('A command handler', () => {
  const store = SqliteEventStore.open(':memory:');
  afterAll(() => store.close());
  const handle = commandHandlerFor(store, counter, upcast);
  const newStream = (): string => `counter-${randomUUID()}`;
  const typesOf = async (stream: string): Promise<readonly string[]> => (await listOf(store.readStream(stream))).map(({ type }) => type);

  it('appends what is decided, under ids that stand for the command', async () => {
    const stream = newStream();
    const outcome = await handle(stream, count(3), as('c1', 'd1'));
    expect(outcome).toEqual({
      state: { total: 3, open: true },
      revision: 1,
      position: await store.headPosition(),
      appended: [opened, counted(3)],
      replayed: false,
    });
    const [first, second] = await listOf(store.readStream(stream));
    expect(first?.metadata).toEqual(as('c1', 'd1'));
    expect(first?.id).not.toBe(second?.id);
  });

  it('appends nothing for what is already true, and answers where the stream is', async () => {
    const stream = newStream();
    expect(await handle(stream, count(0), as())).toMatchObject({ revision: -1, position: 0, appended: [] });
    const { position } = await handle(stream, count(1), as());
    const outcome = await handle(stream, count(0), as());
    expect(outcome).toEqual({ state: { total: 1, open: true }, revision: 1, position, appended: [], replayed: false });
  });

  it('lets the refusal of the decider through', async () => {
    await expect(handle(newStream(), count(1001), as())).rejects.toBeInstanceOf(IllegalTransition);
  });

  it('folds old shapes through the upcaster', async () => {
    const stream = newStream();
    const old = { type: 'Counted', schemaVersion: 1, data: { amount: 5 }, id: randomUUID(), metadata: as() };
    await store.append(stream, [old], 'no-stream');
    expect((await handle(stream, count(1), as())).state.total).toBe(6);
  });

  it('answers a repeated command from the log and decides nothing', async () => {
    const stream = newStream();
    const first = await handle(stream, count(600), as('again', 'd'));
    await handle(stream, count(100), as());
    const again = await handle(stream, count(600), as('again', 'd'));
    expect(again).toMatchObject({ revision: first.revision, position: first.position, appended: [], replayed: true });
    expect(again.state.total).toBe(700);
  });

  it('carries out a command once, however many ask at the same time and from however many handlers', async () => {
    const stream = newStream();
    const handlers = Array.from({ length: 8 }, () => commandHandlerFor(store, counter, upcast));
    const outcomes = await Promise.all(handlers.flatMap((one) => [0, 1].map(() => one(stream, count(2), as('race', 'd')))));
    expect(new Set(outcomes.map(({ position }) => position)).size).toBe(1);
    expect(await typesOf(stream)).toEqual(['Opened', 'Counted']);
  });

  it('refuses another content under a known identity', async () => {
    const stream = newStream();
    await handle(stream, count(1), as('same', 'd1'));
    await expect(handle(stream, count(2), as('same', 'd2'))).rejects.toBeInstanceOf(CommandReused);
  });

  it('refuses another content under the same identity in a race', async () => {
    const stream = newStream();
    const race = [1, 2].map((by) => commandHandlerFor(store, counter, upcast)(stream, count(by), as('racing', `d${by}`)));
    const outcomes = await Promise.allSettled(race);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = outcomes.find(({ status }) => status === 'rejected') as PromiseRejectedResult;
    expect(refused.reason).toBeInstanceOf(CommandReused);
    expect(await typesOf(stream)).toEqual(['Opened', 'Counted']);
  });

  it('acts only at the revision it was asked to', async () => {
    const stream = newStream();
    const { revision } = await handle(stream, count(1), as());
    const stale = handle(stream, count(1), as(), { ifRevision: revision - 1 });
    await expect(stale).rejects.toMatchObject({ code: 'revision-conflict', expected: 0, actual: 1 });
    await expect(handle(newStream(), count(1), as(), { ifRevision: 0 })).rejects.toMatchObject({ actual: null });
    expect((await handle(stream, count(1), as('if', 'd'), { ifRevision: revision })).revision).toBe(2);
    // The retry of a command that was carried out is answered, although the revision has moved on.
    expect((await handle(stream, count(1), as('if', 'd'), { ifRevision: revision })).replayed).toBe(true);
  });

  it('refuses a deleted stream', async () => {
    const stream = newStream();
    await handle(stream, count(1), as());
    await store.tombstone(stream, 1);
    await expect(handle(stream, count(1), as())).rejects.toBeInstanceOf(StreamDeleted);
  });

  it('carries out 64 commands on one stream at the same time', async () => {
    const stream = newStream();
    const outcomes = await Promise.all(Array.from({ length: 64 }, () => handle(stream, count(1), as())));
    expect(outcomes.map(({ state }) => state.total).sort((a, b) => a - b)).toEqual(Array.from({ length: 64 }, (_, index) => index + 1));
    expect(await typesOf(stream)).toHaveLength(65);
  });

  it('goes on with the next command of a stream after one that failed', async () => {
    const stream = newStream();
    const failing = handle(stream, count(1001), as());
    const next = handle(stream, count(1), as());
    await expect(failing).rejects.toBeInstanceOf(IllegalTransition);
    expect((await next).state.total).toBe(1);
  });
});

describe('A command handler among other writers', () => {
  const store = SqliteEventStore.open(':memory:');
  afterAll(() => store.close());

  /** A store in which somebody else appends first, `times` times. */
  const contended = (times: number): EventStore & { attempts: () => number } => {
    let attempts = 0;
    const append: EventStore['append'] = async (stream, events, expected) => {
      attempts += 1;
      if (attempts <= times) await store.append(stream, [{ ...counted(10), id: randomUUID(), metadata: as() }], 'any');
      return store.append(stream, events, expected);
    };
    return Object.assign(Object.create(store) as EventStore, { append, attempts: () => attempts });
  };

  it('decides again on what they wrote', async () => {
    const rival = contended(2);
    const outcome = await commandHandlerFor(rival, counter, upcast)('counter-1', count(1), as());
    expect(outcome.state.total).toBe(21);
    expect(rival.attempts()).toBe(3);
  });

  it('gives up after so many attempts', async () => {
    const rival = contended(Infinity);
    const outcome = commandHandlerFor(rival, counter, upcast)('counter-2', count(1), as(), { maxAttempts: 3 });
    await expect(outcome).rejects.toBeInstanceOf(RevisionConflict);
    expect(rival.attempts()).toBe(3);
  });

  it('does not repeat an append whose outcome is unknown, and a retried command settles it', async () => {
    let lost = true;
    const append: EventStore['append'] = async (stream, events, expected) => {
      const result = await store.append(stream, events, expected);
      if (!lost) return result;
      lost = false;
      throw new AppendOutcomeUnknown(stream);
    };
    const handle = commandHandlerFor(Object.assign(Object.create(store) as EventStore, { append }), counter, upcast);
    await expect(handle('counter-3', count(1), as('lost', 'd'))).rejects.toBeInstanceOf(AppendOutcomeUnknown);
    expect(await handle('counter-3', count(1), as('lost', 'd'))).toMatchObject({ revision: 1, replayed: true });
  });
});
