import { describe, expect, it } from '@jest/globals';
import { ANY, KurrentDBClient, START, jsonEvent } from '@kurrent/kurrentdb-client';
import { temporaryDirectory } from '@daybook/testing';
import { LogServer } from './log-server.js';

const noted = (note: number) => jsonEvent({ type: 'Noted', data: { note } });

describe('A log server that closes', () => {
  const dataDirectory = temporaryDirectory();

  it('answers what it was asked before, ends subscriptions with an error, and keeps what it acknowledged', async () => {
    const server = await LogServer.start({ dataDirectory });
    const client = KurrentDBClient.connectionString(server.connectionString);
    const subscription = client.subscribeToAll({ fromPosition: START });
    const ended = new Promise((resolve) => subscription.once('error', resolve));
    await new Promise((resolve) => subscription.once('caughtUp', resolve));
    const first = await client.appendToStream('notes-1', [noted(0)], { streamState: ANY });
    const appends = Array.from({ length: 20 }, (_, note) => client.appendToStream('notes-1', [noted(note + 1)], { streamState: ANY }));
    await server.close();
    const answered = (await Promise.allSettled(appends)).filter(({ status }) => status === 'fulfilled');
    expect(await ended).toMatchObject({ type: 'unavailable' });
    await client.dispose();

    const again = await LogServer.start({ dataDirectory });
    const reader = KurrentDBClient.connectionString(again.connectionString);
    const notes: unknown[] = [];
    for await (const { event } of reader.readStream('notes-1')) notes.push(event?.data);
    expect(first.nextExpectedRevision).toBe(0n);
    expect(notes.length).toBeGreaterThanOrEqual(1 + answered.length);
    await reader.dispose();
    await again.close();
  });

  it('knows tombstones, deletions and metadata when it is started again', async () => {
    const server = await LogServer.start({ dataDirectory });
    const client = KurrentDBClient.connectionString(server.connectionString);
    for (const stream of ['ended-1', 'deleted-1', 'limited-1']) await client.appendToStream(stream, [noted(1), noted(2)], { streamState: ANY });
    await client.tombstoneStream('ended-1');
    await client.deleteStream('deleted-1');
    await client.setStreamMetadata('limited-1', { maxCount: 1 });
    await client.dispose();
    await server.close();

    const again = await LogServer.start({ dataDirectory });
    const reader = KurrentDBClient.connectionString(again.connectionString);
    const revisions = async (stream: string) => {
      const list: unknown[] = [];
      for await (const { event } of reader.readStream(stream)) list.push(event?.revision);
      return list;
    };
    await expect(revisions('ended-1')).rejects.toMatchObject({ type: 'stream-deleted' });
    await expect(revisions('deleted-1')).rejects.toMatchObject({ type: 'stream-not-found' });
    expect(await revisions('limited-1')).toEqual([1n]);
    await reader.dispose();
    await again.close();
  });

  it('refuses a port that is taken, and gives its data free', async () => {
    const server = await LogServer.start({ dataDirectory });
    await expect(LogServer.start({ dataDirectory: `${dataDirectory}/other`, port: server.port })).rejects.toThrow('EADDRINUSE');
    const free = await LogServer.start({ dataDirectory: `${dataDirectory}/other` });
    await free.close();
    await server.close();
  });
});
