import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { KurrentDBClient, NO_STREAM, jsonEvent, type AppendStreamState } from '@kurrent/kurrentdb-client';
import { temporaryDirectory } from '@daybook/testing';
import { startLogServer } from './fixtures/log-server.process.js';

type Attempt = Readonly<{ stream: string; ids: readonly string[]; streamState: AppendStreamState }>;
type Acknowledged = Attempt & Readonly<{ position: bigint }>;

const attempt = (client: KurrentDBClient, { stream, ids, streamState }: Attempt) =>
  client.appendToStream(stream, ids.map((id) => jsonEvent({ type: 'Noted', data: { id }, id })), { streamState });

/** Appends pairs to its own stream until the server is gone; answers the attempt that had no answer. */
const write = async (client: KurrentDBClient, acknowledge: (acknowledged: Acknowledged) => void): Promise<Attempt> => {
  const stream = `notes-${randomUUID()}`;
  for (let streamState: AppendStreamState = NO_STREAM; ; ) {
    const next: Attempt = { stream, ids: [randomUUID(), randomUUID()], streamState };
    try {
      const { nextExpectedRevision, position } = await attempt(client, next);
      acknowledge({ ...next, position: position?.commit ?? -1n });
      streamState = nextExpectedRevision;
    } catch {
      return next;
    }
  }
};

describe('The log server, killed while it is written to,', () => {
  const dataDirectory = temporaryDirectory();

  it('has every acknowledged event, and a retry with the same ids doubles none', async () => {
    const acknowledged: Acknowledged[] = [];
    const unanswered: Attempt[] = [];
    for (const enough of [40, 90, 140]) {
      const server = await startLogServer(dataDirectory);
      const client = KurrentDBClient.connectionString(server.connectionString);
      // What the last kill left unanswered is settled first.
      for (const last of unanswered.splice(0)) {
        const { position } = await attempt(client, last);
        acknowledged.push({ ...last, position: position?.commit ?? -1n });
      }
      const before = acknowledged.length;
      let killed: Promise<unknown> | undefined;
      const acknowledge = (one: Acknowledged): void => {
        acknowledged.push(one);
        if (acknowledged.length - before >= enough) killed ??= server.stop('SIGKILL');
      };
      unanswered.push(...(await Promise.all(Array.from({ length: 6 }, () => write(client, acknowledge)))));
      expect(await killed).toMatchObject({ exitCode: null });
      await client.dispose();
    }

    const server = await startLogServer(dataDirectory);
    const client = KurrentDBClient.connectionString(server.connectionString);
    for (const last of unanswered) acknowledged.push({ ...last, position: (await attempt(client, last)).position?.commit ?? -1n });
    const streamAt = new Map<bigint, string>();
    const idsOf = new Map<string, string[]>();
    for await (const { event } of client.readAll()) {
      streamAt.set(event?.position?.commit ?? -1n, `${event?.streamId} ${event?.id}`);
      idsOf.set(event?.streamId ?? '', [...(idsOf.get(event?.streamId ?? '') ?? []), event?.id ?? '']);
    }
    await client.dispose();
    expect(await server.stop('SIGTERM')).toMatchObject({ exitCode: 0 });

    expect(acknowledged.map(({ position }) => streamAt.get(position))).toEqual(acknowledged.map(({ stream, ids }) => `${stream} ${ids.at(-1)}`));
    for (const [stream, ids] of idsOf) {
      expect(ids).toEqual(acknowledged.filter((one) => one.stream === stream).flatMap((one) => one.ids));
    }
  }, 60_000);

  it('has its data to itself, and says that it is for development only', async () => {
    const server = await startLogServer(dataDirectory);
    await expect(startLogServer(dataDirectory)).rejects.toThrow('is in use by process');
    const { exitCode, printed } = await server.stop('SIGTERM');
    expect(exitCode).toBe(0);
    expect(printed).toMatch(/^log-server \(FOR DEVELOPMENT AND TESTS ONLY.*kurrentdb:\/\/127\.0\.0\.1:\d+\?tls=false\n$/);
  });
});
