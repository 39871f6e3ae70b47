import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { DaybookProblem } from './client.errors.js';
import { DaybookClient } from './daybook-client.js';
import { hangUp, json, scriptedServer, type Answer, type ScriptedServer } from './fixtures/scripted-server.fixture.js';
import type { FeedEvent } from './sse.js';

const frame = (id: number, type: string, data: object = { n: id }): string => `id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
const phase = 'daybook.version.phase-started.v1';
const ready = 'daybook.version.ready.v1';
type Ending = 'end' | 'destroy' | 'stay';

const stream = (chunks: readonly (string | Uint8Array)[], ending: Ending) => (response: ServerResponse) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(': daybook\n\n');
  const next = (index: number): void => {
    const chunk = chunks[index];
    if (chunk !== undefined) return void response.write(chunk, () => setImmediate(next, index + 1));
    if (ending !== 'stay') response[ending]();
  };
  next(0);
};

let server: ScriptedServer;
const clientOf = async (...answers: readonly Answer[]): Promise<DaybookClient> => {
  server = await scriptedServer(...answers);
  return new DaybookClient({ baseUrl: server.baseUrl, retries: 1 });
};
const all = async (feed: AsyncIterable<FeedEvent>): Promise<readonly FeedEvent[]> => {
  const events: FeedEvent[] = [];
  for await (const event of feed) events.push(event);
  return events;
};
const patience = (): AbortSignal => AbortSignal.timeout(10_000);
afterEach(() => server.close());

describe('Following a version', () => {
  it('ends with its last event, even if the connection stays open', async () => {
    const client = await clientOf(stream([frame(3, phase), frame(5, ready)], 'stay'));
    const events = await all(client.versionEvents('churn', 1, patience(), 2));
    expect(events).toEqual([
      { id: 3, type: phase, data: { n: 3 } },
      { id: 5, type: ready, data: { n: 5 } },
    ]);
    expect(server.asked.map(({ url }) => url)).toEqual(['/v1/repositories/churn/versions/1/events?until=end&after=2']);
  });

  it.each(['destroy', 'end'] as const)('goes on behind the last event seen when the connection is lost (%s)', async (ending) => {
    const cut = [frame(3, phase), frame(4, phase), 'id: 5\nevent: half'];
    const client = await clientOf(stream(cut, ending), hangUp, stream([frame(5, phase), frame(6, ready)], 'end'));
    const events = await all(client.versionEvents('churn', 1, patience()));
    expect(events.map(({ id }) => id)).toEqual([3, 4, 5, 6]);
    expect(server.asked.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '4', '4']);
  });

  it('waits longer for a service that was there than for one that nobody has heard of', async () => {
    const starting = json(503, { type: 'urn:daybook:problem:service-starting', title: 'Unavailable', status: 503, code: 'service-starting' });
    const client = await clientOf(stream([frame(3, phase)], 'destroy'), hangUp, hangUp, starting, stream([frame(6, ready)], 'end'));
    const events = await all(client.versionEvents('churn', 1, patience()));
    expect(events.map(({ id }) => id)).toEqual([3, 6]);
    expect(server.asked.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '3', '3', '3', '3']);
  });

  it('puts together what came in pieces, letters included', async () => {
    const bytes = new TextEncoder().encode(frame(3, ready, { name: 'Zoë' }));
    const inTwo = bytes.indexOf(0xc3) + 1;
    const client = await clientOf(stream([bytes.slice(0, inTwo), bytes.slice(inTwo)], 'stay'));
    expect(await all(client.versionEvents('churn', 1, patience()))).toEqual([{ id: 3, type: ready, data: { name: 'Zoë' } }]);
  });

  it('throws what the service refuses', async () => {
    const problem = { type: 'urn:daybook:problem:version-not-found', title: 'Not Found', status: 404, code: 'version-not-found' };
    const client = await clientOf(json(404, problem));
    await expect(all(client.versionEvents('churn', 9, patience()))).rejects.toBeInstanceOf(DaybookProblem);
  });
});

describe('Following everything', () => {
  it('does not lose its place by an event without an id, and ends when asked to', async () => {
    const client = await clientOf(stream([frame(3, phase), 'event: note\ndata: {}\n\n'], 'end'), stream([frame(4, ready)], 'stay'));
    const stop = new AbortController();
    const seen: number[] = [];
    for await (const { id } of client.events(stop.signal)) {
      seen.push(id);
      if (seen.length === 3) stop.abort();
    }
    expect(seen).toEqual([3, 3, 4]);
    expect(server.asked.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '3']);
  });

  it('ends quietly when it is aborted while nobody answers', async () => {
    const stop = new AbortController();
    const client = await clientOf(() => stop.abort());
    expect(await all(client.events(stop.signal))).toEqual([]);
  });
});
