import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { listOf, noted, notes, notesOf } from '../contract/contract.events.js';
import { AppendOutcomeUnknown, EventStoreUnavailable } from '../event-store.errors.js';
import { FakeStreams } from './fixtures/streams.fake.js';
import { KurrentEventStore } from './kurrent-event-store.js';

describe('An append to KurrentDB', () => {
  let server: FakeStreams;
  let store: KurrentEventStore;
  beforeEach(async () => {
    server = await FakeStreams.listen();
    store = KurrentEventStore.connect(server.connectionString, { appendTimeoutMs: 1_500, readTimeoutMs: 1_500, silenceMs: 200 });
  });
  afterEach(async () => {
    await store.close();
    server.stop();
  });

  it('carries the schema version and the causes beside the actor, under the names that the log knows', async () => {
    const event = { ...noted(1), schemaVersion: 3, metadata: { actor: 'anna', correlationId: 'c', causationId: 'd' } };
    const { position } = await store.append('notes-1', [event], 'no-stream');
    expect(JSON.parse(server.log[0]?.metadata ?? '')).toEqual({ actor: 'anna', schemaVersion: 3, $correlationId: 'c', $causationId: 'd' });
    expect(await listOf(store.readStream('notes-1'))).toEqual([{ ...event, stream: 'notes-1', revision: 0, position, recordedAt: expect.any(String) }]);
  });

  it.each(['keep-and-break', 'keep-and-hang', 'hang', 'end'] as const)('that meets a server which does "%s" is sent again under its ids, and made once', async (fault) => {
    await store.append('notes-1', notes('first'), 'no-stream');
    server.appendFaults.push(fault);
    expect(await store.append('notes-1', notes('second'), 0)).toEqual({ revision: 1, position: 20 });
    expect(await notesOf(store.readStream('notes-1'))).toEqual(['first', 'second']);
    expect(server.appends).toBeGreaterThan(2);
  });

  it.each(['keep-and-hang', 'hang'] as const)('without an answer in time ("%s") has an unknown outcome, which the same ids settle later', async (fault) => {
    server.appendFaults.push(fault, fault);
    const events = notes(1, 2);
    const failure = await store.append('notes-1', events, 'no-stream').catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(AppendOutcomeUnknown);
    expect(failure).toMatchObject({ code: 'append-outcome-unknown', stream: 'notes-1' });
    expect(await store.append('notes-1', events, 'no-stream')).toEqual({ revision: 1, position: 20 });
    expect(await notesOf(store.readStream('notes-1'))).toEqual([1, 2]);
  });

  it('does not care for the time of day at the server', async () => {
    server.clockAheadMs = 600_000;
    expect(await store.append('notes-1', notes(1), 'no-stream')).toEqual({ revision: 0, position: 10 });
  });

  it('at any revision is not sent twice: only its caller can know whether it may be doubled', async () => {
    server.appendFaults.push('keep-and-break');
    await expect(store.append('notes-1', notes(1), 'any')).rejects.toBeInstanceOf(AppendOutcomeUnknown);
    expect(server.appends).toBe(1);
  });

  it('to a server that is not there fails at once: nothing was sent', async () => {
    const down = KurrentEventStore.connect('kurrentdb://127.0.0.1:1?tls=false', { appendTimeoutMs: 60_000 });
    await expect(down.append('notes-1', notes(1), 'no-stream')).rejects.toBeInstanceOf(EventStoreUnavailable);
    await expect(down.tombstone('notes-1', 'any')).rejects.toBeInstanceOf(EventStoreUnavailable);
    await expect(listOf(down.readStream('notes-1'))).rejects.toBeInstanceOf(EventStoreUnavailable);
    await expect(down.headPosition()).rejects.toBeInstanceOf(EventStoreUnavailable);
    await down.close();
  });

  it('works again soon after its server came back', async () => {
    await store.append('notes-1', notes(1), 'no-stream');
    const { port } = server;
    server.stop();
    await expect(store.append('notes-1', notes(2), 0)).rejects.toMatchObject({ code: expect.stringMatching(/unavailable|unknown/) });
    await expect(store.append('notes-1', notes(2), 0)).rejects.toBeInstanceOf(EventStoreUnavailable);
    server = await FakeStreams.listen(port);
    for (;;) {
      const answer = await store.append('notes-2', notes(3), 'no-stream').catch((error: unknown) => error);
      if (!(answer instanceof Error)) break;
      expect(answer).toBeInstanceOf(EventStoreUnavailable);
    }
    expect(await notesOf(store.readStream('notes-2'))).toEqual([3]);
  });

  it('by hundreds at once over a breaking connection raises nothing that nobody can catch', async () => {
    await store.append('warm-1', notes(1), 'no-stream');
    const uncaught: unknown[] = [];
    const note = (error: unknown): void => void uncaught.push(error);
    process.on('unhandledRejection', note);
    server.appendFaults.push(...Array.from({ length: 20 }, () => 'hang' as const), 'keep-and-break');
    const outcomes = await Promise.allSettled(Array.from({ length: 200 }, (_, index) => store.append(`notes-${index}`, notes('x'.repeat(20_000)), 'no-stream')));
    process.off('unhandledRejection', note);
    expect(uncaught).toEqual([]);
    const kept = new Set(server.log.map(({ stream }) => stream));
    outcomes.forEach(({ status }, index) => expect(status === 'fulfilled' && !kept.has(`notes-${index}`)).toBe(false));
  });

  it('that waits for its turn when the store closes is still answered; later ones are refused', async () => {
    await store.close();
    store = KurrentEventStore.connect(server.connectionString);
    const last = Array.from({ length: 40 }, (_, index) => store.append(`notes-${index}`, notes(index), 'no-stream'));
    await store.close();
    expect((await Promise.allSettled(last)).every(({ status }) => status === 'fulfilled')).toBe(true);
    await expect(store.append('notes-1', notes(1), 'any')).rejects.toMatchObject({ code: 'event-store-unavailable' });
    await expect(store.headPosition()).rejects.toMatchObject({ code: 'event-store-unavailable' });
  });
});

describe('A read of KurrentDB', () => {
  it('that is not answered fails after its deadline', async () => {
    const server = await FakeStreams.listen();
    const store = KurrentEventStore.connect(server.connectionString, { readTimeoutMs: 100 });
    server.mute = true;
    await expect(listOf(store.readAll())).rejects.toMatchObject({ code: 'event-store-unavailable', message: expect.stringContaining('100 ms') });
    await store.close();
    server.stop();
  });
});
