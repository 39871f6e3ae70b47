import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Recorded } from '@daybook/event-sourcing';
import { describeWithLocal, eventually, TcpWire } from '@daybook/testing';
import { listOf, noted, noteOf } from '../contract/contract.events.js';
import type { NewEvent } from '../event-store.port.js';
import { KurrentEventStore } from './kurrent-event-store.js';

type Acknowledged = Readonly<{ stream: string; id: string; revision: number; position: number }>;

/** Codes that say "perhaps" or "not now"; anything else would be a false answer to somebody who writes alone. */
const passing = ['append-outcome-unknown', 'event-store-unavailable'];

/** Alone on its stream: appends one event after another, and one without an answer again, under its id, until it has one. */
class Writer {
  readonly stream = `notes-${randomUUID()}`;
  readonly acknowledged: Acknowledged[] = [];
  readonly codes = new Set<string>();

  constructor(
    private readonly store: KurrentEventStore,
    private readonly stopped: AbortSignal,
  ) {}

  async run(): Promise<void> {
    for (let note = 0; !this.stopped.aborted; note += 1) await this.settled(noted(note), note);
  }

  private async settled(event: NewEvent, note: number): Promise<void> {
    for (;;) {
      try {
        const { revision, position } = await this.store.append(this.stream, [event], note === 0 ? 'no-stream' : note - 1);
        this.acknowledged.push({ stream: this.stream, id: event.id, revision, position });
        return;
      } catch (error) {
        const { code } = error as { code: string };
        this.codes.add(code);
        if (!passing.includes(code)) throw error;
        await pause(20);
      }
    }
  }
}

type Fault = Readonly<{ kind: 'kill9' | 'stop' | 'pause' | 'cut' | 'deaden' | 'halve'; afterMs: number; forMs: number }>;

await describeWithLocal('log-server', 'The log in KurrentDB, when its server fails', (server) => {
  let wire: TcpWire;
  let store: KurrentEventStore;
  let writing: AbortController;
  let reading: AbortController;
  let begin: number;
  const uncaught: unknown[] = [];
  const note = (error: unknown): void => void uncaught.push(error);
  beforeAll(() => void process.on('unhandledRejection', note));
  afterAll(() => {
    process.off('unhandledRejection', note);
    expect(uncaught).toEqual([]);
  });
  beforeEach(async () => {
    wire = await TcpWire.to(server.port('main'));
    store = KurrentEventStore.connect(`kurrentdb://127.0.0.1:${wire.port}?tls=false`, { appendTimeoutMs: 800, readTimeoutMs: 800, silenceMs: 200 });
    [writing, reading] = [new AbortController(), new AbortController()];
    begin = await store.headPosition();
  });
  afterEach(async () => {
    for (const controller of [writing, reading]) controller.abort();
    await store.close();
    wire.close();
  });

  const befall = async ({ kind, afterMs, forMs }: Fault): Promise<void> => {
    await pause(afterMs);
    if (kind === 'cut' || kind === 'deaden' || kind === 'halve') return wire[kind]();
    await server[kind]();
    await pause(forMs);
    await server[kind === 'pause' ? 'resume' : 'restart']();
  };
  const follow = (streamPrefixes: readonly string[]) => {
    const seen: Recorded[] = [];
    const positions: number[] = [];
    const following = (async () => {
      for await (const { events, position } of store.subscribe({ after: begin, signal: reading.signal, streamPrefixes })) {
        seen.push(...events);
        positions.push(position);
      }
    })();
    return { seen, positions, following };
  };
  /** Runs writers and readers through the faults, and holds everything that was said against the log. */
  const check = async (faults: readonly Fault[]): Promise<ReadonlySet<string>> => {
    const writers = Array.from({ length: 4 }, () => new Writer(store, writing.signal));
    const runs = writers.map((writer) => writer.run());
    const all = follow([]);
    const one = follow([writers[0]?.stream ?? '']);
    for (const fault of faults) await befall(fault);
    // Everybody gets through again after the last fault.
    const before = writers.map(({ acknowledged }) => acknowledged.length);
    await eventually(() => writers.forEach(({ acknowledged }, index) => expect(acknowledged.length).toBeGreaterThan((before[index] ?? 0) + 2)), 20_000);
    writing.abort();
    await Promise.all(runs);

    const log = await listOf(store.readAll({ after: begin }));
    const places = new Map(log.map(({ id, stream, revision, position }) => [id, { stream, id, revision, position }]));
    expect(places.size).toBe(log.length);
    for (const { stream, acknowledged } of writers) {
      expect(acknowledged.map(({ id }) => places.get(id))).toEqual(acknowledged);
      const kept = await listOf(store.readStream(stream));
      expect(kept.map(noteOf)).toEqual([...Array(acknowledged.length).keys()]);
    }
    const head = await store.headPosition();
    await eventually(() => expect([all.positions.at(-1), one.positions.at(-1)]).toEqual([head, head]), 20_000);
    expect(all.seen).toEqual(log);
    expect(one.seen).toEqual(log.filter(({ stream }) => stream === writers[0]?.stream));
    for (const { positions } of [all, one]) expect(positions).toEqual([...positions].sort((a, b) => a - b));
    reading.abort();
    await Promise.all([all.following, one.following]);
    return new Set(writers.flatMap(({ codes }) => [...codes]));
  };

  it('by kill -9 keeps every acknowledged append, and appends without an answer are settled by their ids', async () => {
    const codes = await check([
      { kind: 'kill9', afterMs: 300, forMs: 1_500 },
      { kind: 'kill9', afterMs: 300, forMs: 0 },
    ]);
    expect(codes).toContain('event-store-unavailable');
  }, 60_000);

  it('by standing still leaves the outcome unknown, never wrongly acknowledged', async () => {
    const codes = await check([{ kind: 'pause', afterMs: 300, forMs: 2_500 }]);
    expect(codes).toContain('append-outcome-unknown');
  }, 60_000);

  it('or the wire to it is cut, goes dead without a word, or carries one way only, goes on over another connection', async () => {
    await check([
      { kind: 'cut', afterMs: 300, forMs: 0 },
      { kind: 'deaden', afterMs: 300, forMs: 0 },
      { kind: 'halve', afterMs: 300, forMs: 0 },
    ]);
  }, 60_000);

  it('by any sequence of faults keeps all promises', async () => {
    const fault = fc.record<Fault>({
      kind: fc.constantFrom('kill9', 'stop', 'pause', 'cut', 'deaden', 'halve'),
      afterMs: fc.integer({ min: 0, max: 500 }),
      forMs: fc.integer({ min: 0, max: 1_200 }),
    });
    const seed = Number(process.env['DAYBOOK_TEST_SEED'] ?? Date.now() % 2 ** 31);
    const length = Number(process.env['DAYBOOK_TEST_FAULTS'] ?? 8);
    const [faults = []] = fc.sample(fc.array(fault, { minLength: length, maxLength: length }), { seed, numRuns: 1 });
    console.log(`faults of seed ${seed} (DAYBOOK_TEST_SEED=${seed} DAYBOOK_TEST_FAULTS=${length} repeats them)`);
    await check(faults);
  }, 600_000);
});
