import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { describeWith } from '@daybook/testing';
import { notes, notesOf } from '../contract/contract.events.js';
import { KurrentEventStore } from './kurrent-event-store.js';

await describeWith('log-server', 'A refused append', (server) => {
  let store: KurrentEventStore;
  let stream: string;

  const connect = (setting: string): void => {
    store = KurrentEventStore.connect(`${server.url}${server.url.includes('?') ? '&' : '?'}${setting}`);
  };
  beforeEach(() => {
    stream = `notes-${randomUUID()}`;
  });
  afterEach(() => store.close());

  // As an answer it says that the stream is where the append wanted it to be.
  it.each(['throwOnAppendFailure=true', 'throwOnAppendFailure=false'])('is a conflict at the revision that the stream has, also with %s', async (setting) => {
    connect(setting);
    await expect(store.append(stream, notes(0), 3)).rejects.toMatchObject({ code: 'revision-conflict', expected: 3, actual: null });
    const first = notes(1, 2);
    expect(await store.append(stream, first, 'no-stream')).toMatchObject({ revision: 1 });
    for (const expected of ['no-stream', 0, 7] as const) {
      await expect(store.append(stream, notes('late'), expected)).rejects.toMatchObject({ code: 'revision-conflict', expected, actual: 1 });
    }
    expect(await store.append(stream, first, 'no-stream')).toMatchObject({ revision: 1 });
    expect(await store.append(stream, notes(3), 1)).toMatchObject({ revision: 2 });
    expect(await notesOf(store.readStream(stream))).toEqual([1, 2, 3]);
  });
});
