import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ANY,
  BACKWARDS,
  END,
  FORWARDS,
  KurrentDBClient,
  NO_STREAM,
  START,
  STREAM_EXISTS,
  StreamDeletedError,
  StreamNotFoundError,
  WrongExpectedVersionError,
  eventTypeFilter,
  jsonEvent,
  streamNameFilter,
  type AppendStreamState,
  type AppendToStreamOptions,
} from '@kurrent/kurrentdb-client';
import { temporaryDirectory } from '@daybook/testing';
import { LogServer } from './log-server.js';

const noted = (note: number, id: string = randomUUID()) => jsonEvent({ type: 'Noted', data: { note }, id, metadata: { actor: 'anna' } });
const fresh = (category = 'notes'): string => `${category}-${randomUUID()}`;

const listOf = async <T>(events: AsyncIterable<T>): Promise<T[]> => {
  const list: T[] = [];
  for await (const event of events) list.push(event);
  return list;
};

describe('The log server, for the vendor\'s Node client,', () => {
  const dataDirectory = temporaryDirectory();
  let server: LogServer;
  let client: KurrentDBClient;

  beforeAll(async () => {
    server = await LogServer.start({ dataDirectory });
    client = KurrentDBClient.connectionString(server.connectionString);
  });
  afterAll(async () => {
    await client.dispose();
    await server.close();
  });

  // With credentials the client takes the call for one append instead of the one for many.
  const paths: readonly (readonly [string, AppendToStreamOptions])[] = [
    ['in a batch', {}],
    ['one by one', { credentials: { username: 'anna', password: 'secret' } }],
  ];
  const append = (stream: string, events: ReturnType<typeof noted>[], options: AppendToStreamOptions) => client.appendToStream(stream, events, options);
  const notesOf = async (stream: string) => (await listOf(client.readStream(stream))).map(({ event }) => event?.data);

  describe.each(paths)('%s,', (_path, path) => {
    it('appends at the expected revision and says where', async () => {
      const stream = fresh();
      const first = await append(stream, [noted(1), noted(2)], { ...path, streamState: NO_STREAM });
      expect(first).toMatchObject({ success: true, nextExpectedRevision: 1n });
      const second = await append(stream, [noted(3)], { ...path, streamState: 1n });
      expect(second.nextExpectedRevision).toBe(2n);
      expect(second.position?.commit).toBe((first.position?.commit ?? 0n) + 1n);
      await append(stream, [noted(4)], { ...path, streamState: STREAM_EXISTS });
      await append(stream, [noted(5)], { ...path, streamState: ANY });
      expect(await notesOf(stream)).toEqual([1, 2, 3, 4, 5].map((note) => ({ note })));
    });

    it('refuses another expected revision and says which there is', async () => {
      const stream = fresh();
      const refused = (streamState: AppendStreamState) =>
        append(stream, [noted(9)], { ...path, streamState }).then(() => null, (error: unknown) => error);
      expect(await refused(STREAM_EXISTS)).toBeInstanceOf(WrongExpectedVersionError);
      expect(await refused(0n)).toMatchObject({ streamName: stream, expectedState: 0n, actualState: 'no_stream' });
      await append(stream, [noted(1), noted(2)], { ...path, streamState: NO_STREAM });
      expect(await refused(NO_STREAM)).toMatchObject({ expectedState: 'no_stream', actualState: 1n });
      expect(await refused(0n)).toMatchObject({ type: 'wrong-expected-version', expectedState: 0n, actualState: 1n });
      expect(await refused(5n)).toMatchObject({ expectedState: 5n, actualState: 1n });
      expect(await notesOf(stream)).toHaveLength(2);
    });

    it('knows a retry by its ids, and a half of one for a conflict', async () => {
      const stream = fresh();
      const events = [noted(1), noted(2)];
      const first = await append(stream, events, { ...path, streamState: NO_STREAM });
      await append(stream, [noted(3)], { ...path, streamState: 1n });
      expect(await append(stream, events, { ...path, streamState: NO_STREAM })).toEqual(first);
      expect(await append(stream, events, { ...path, streamState: ANY })).toEqual(first);
      const [begin = noted(1)] = events;
      for (const streamState of [NO_STREAM, ANY, STREAM_EXISTS] as const) {
        await expect(append(stream, [begin, noted(8)], { ...path, streamState })).rejects.toBeInstanceOf(WrongExpectedVersionError);
      }
      expect(await notesOf(stream)).toHaveLength(3);
    });

    it('refuses appends to a tombstoned stream', async () => {
      const stream = fresh();
      await append(stream, [noted(1)], { ...path, streamState: NO_STREAM });
      await client.tombstoneStream(stream, { expectedRevision: 0n });
      for (const streamState of [ANY, NO_STREAM, STREAM_EXISTS, 0n] as const) {
        await expect(append(stream, [noted(2)], { ...path, streamState })).rejects.toMatchObject({ type: 'stream-deleted', streamName: stream });
      }
      await expect(listOf(client.readStream(stream))).rejects.toBeInstanceOf(StreamDeletedError);
    });

    it('refuses more than a mebibyte at once', async () => {
      const stream = fresh();
      const large = jsonEvent({ type: 'Noted', data: { note: 'x'.repeat(600_000) } });
      await append(stream, [large as never], { ...path, streamState: NO_STREAM });
      const two = [large, jsonEvent({ type: 'Noted', data: { note: 'y'.repeat(600_000) } })] as never[];
      await expect(append(stream, two, { ...path, streamState: 0n })).rejects.toMatchObject({ type: 'maximum-append-size-exceeded', maxAppendSize: 1_048_576 });
    });
  });

  it('reads a stream both ways, from any revision', async () => {
    const stream = fresh();
    await append(stream, [1, 2, 3, 4, 5].map((note) => noted(note)), { streamState: NO_STREAM });
    const revisions = async (options: Parameters<typeof client.readStream>[1]) => (await listOf(client.readStream(stream, options))).map(({ event }) => Number(event?.revision));
    expect(await revisions({ direction: FORWARDS, fromRevision: 2n })).toEqual([2, 3, 4]);
    expect(await revisions({ direction: FORWARDS, fromRevision: START, maxCount: 2 })).toEqual([0, 1]);
    expect(await revisions({ direction: BACKWARDS, fromRevision: END, maxCount: 2 })).toEqual([4, 3]);
    expect(await revisions({ direction: BACKWARDS, fromRevision: 1n })).toEqual([1, 0]);
    expect(await revisions({ direction: FORWARDS, fromRevision: 9n })).toEqual([]);
    await expect(listOf(client.readStream(fresh()))).rejects.toBeInstanceOf(StreamNotFoundError);
    const [first] = await listOf(client.readStream(stream, { maxCount: 1 }));
    expect(first?.event).toMatchObject({ streamId: stream, type: 'Noted', isJson: true, metadata: { actor: 'anna' } });
    expect(Math.abs(Date.now() - (first?.event?.created.getTime() ?? 0))).toBeLessThan(60_000);
  });

  it('reads the log both ways, by position and by filter', async () => {
    const [stream, other] = [fresh('log'), fresh('other')];
    const first = await append(stream, [noted(1)], { streamState: NO_STREAM });
    await append(other, [noted(2)], { streamState: NO_STREAM });
    const last = await append(stream, [noted(3)], { streamState: 0n });
    const notes = async (options: Parameters<typeof client.readAll>[0]) => (await listOf(client.readAll(options))).map(({ event }) => (event?.data as { note: number }).note);
    const from = first.position ?? START;
    expect(await notes({ fromPosition: from })).toEqual([1, 2, 3]);
    expect(await notes({ fromPosition: from, filter: streamNameFilter({ prefixes: ['log-'] }) })).toEqual([1, 3]);
    expect(await notes({ fromPosition: from, filter: streamNameFilter({ regex: '^other-' }) })).toEqual([2]);
    expect(await notes({ fromPosition: from, filter: eventTypeFilter({ prefixes: ['Other'] }) })).toEqual([]);
    expect(await notes({ fromPosition: from, maxCount: 2 })).toEqual([1, 2]);
    expect(await notes({ direction: BACKWARDS, fromPosition: END, maxCount: 2 })).toEqual([3, 2]);
    expect(await notes({ direction: BACKWARDS, fromPosition: last.position ?? END, maxCount: 2 })).toEqual([2, 1]);
  });

  it('tells a subscriber what it has missed, that it has caught up, and what comes after', async () => {
    const stream = fresh('followed');
    const { position } = await append(fresh(), [noted(0)], { streamState: NO_STREAM });
    await append(stream, [noted(1)], { streamState: NO_STREAM });
    const seen: unknown[] = [];
    const subscription = client.subscribeToAll({ fromPosition: position ?? START, filter: streamNameFilter({ prefixes: ['followed-'] }) });
    subscription.on('confirmation', () => seen.push('confirmed'));
    subscription.on('caughtUp', () => {
      seen.push('caught up');
      void append(stream, [noted(2), noted(3)], { streamState: 0n });
    });
    for await (const { event } of subscription) {
      seen.push(event?.data);
      if (seen.length === 5) break;
    }
    expect(seen).toEqual(['confirmed', { note: 1 }, 'caught up', { note: 2 }, { note: 3 }]);
  });

  it('says how far a filtered subscription has looked', async () => {
    const { position } = await append(fresh(), [noted(0)], { streamState: NO_STREAM });
    const checkpoints: bigint[] = [];
    const filter = streamNameFilter({
      prefixes: ['nothing-'],
      checkpointInterval: 1,
      checkpointReached: async (_subscription, { commit }) => void checkpoints.push(commit - (position?.commit ?? 0n)),
    });
    await append(fresh(), Array.from({ length: 40 }, (_, note) => noted(note)), { streamState: NO_STREAM });
    const subscription = client.subscribeToAll({ fromPosition: position ?? START, filter });
    await new Promise((resolve) => subscription.once('caughtUp', resolve));
    expect(checkpoints).toEqual([32n, 40n]);
    await subscription.unsubscribe();
  });

  it('hides a deleted stream until somebody appends to it, and goes on with its numbers', async () => {
    const stream = fresh();
    await append(stream, [noted(1), noted(2)], { streamState: NO_STREAM });
    await client.deleteStream(stream, { expectedRevision: 1n });
    await expect(listOf(client.readStream(stream))).rejects.toBeInstanceOf(StreamNotFoundError);
    await expect(append(stream, [noted(3)], { streamState: STREAM_EXISTS })).rejects.toBeInstanceOf(StreamDeletedError);
    const again = await append(stream, [noted(3)], { streamState: NO_STREAM });
    expect(again.nextExpectedRevision).toBe(2n);
    expect(await notesOf(stream)).toEqual([{ note: 3 }]);
    expect((await client.getStreamMetadata(stream)).metadata).toEqual({ truncateBefore: 2 });
    await expect(client.deleteStream(stream, { expectedRevision: 0n })).rejects.toMatchObject({ type: 'wrong-expected-version', actualState: 2n });
  });

  it('reads what a stream\'s metadata leaves', async () => {
    const stream = fresh();
    await append(stream, [1, 2, 3, 4, 5].map((note) => noted(note)), { streamState: NO_STREAM });
    await client.setStreamMetadata(stream, { maxCount: 3 });
    expect(await notesOf(stream)).toEqual([{ note: 3 }, { note: 4 }, { note: 5 }]);
    await client.setStreamMetadata(stream, { truncateBefore: 4, team: 'risk' });
    expect(await notesOf(stream)).toEqual([{ note: 5 }]);
    expect((await client.getStreamMetadata(stream)).metadata).toMatchObject({ truncateBefore: 4, team: 'risk' });
    const inLog = await listOf(client.readAll({ filter: streamNameFilter({ prefixes: [stream] }) }));
    expect(inLog).toHaveLength(5);
  });
});
