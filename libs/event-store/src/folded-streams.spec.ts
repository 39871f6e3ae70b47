import { describe, expect, it } from '@jest/globals';
import { upcasterFor, type Decider, type EventOf, type Recorded } from '@daybook/event-sourcing';
import type { ReadStreamOptions } from './event-store.port.js';
import { FoldedStreams } from './folded-streams.js';

type Counted = EventOf<'Counted', 1, { by: number }>;
const counter: Decider<number, never, Counted> = {
  initialState: 0,
  decide: () => [],
  evolve: (total, { data: { by } }) => total + by,
};
const upcast = upcasterFor<Counted>({ Counted: { current: 1, steps: {} } });

/** Streams in memory, and how many of their events were read. */
class Streams {
  read = 0;
  readonly events = new Map<string, Recorded[]>();

  append(stream: string, count: number, id = 'a'): void {
    const events = this.events.get(stream) ?? [];
    for (let added = 0; added < count; added += 1) {
      const revision = events.length;
      const metadata = { actor: 'anna', correlationId: 'c', commandId: `${id}${revision}` };
      const data = { by: 1 };
      events.push({ type: 'Counted', schemaVersion: 1, data, id: `${id}${revision}`, stream, revision, position: revision + 1, recordedAt: '', metadata });
    }
    this.events.set(stream, events);
  }

  async *readStream(stream: string, { fromRevision = 0 }: ReadStreamOptions = {}): AsyncGenerator<Recorded> {
    for (const event of (this.events.get(stream) ?? []).slice(fromRevision)) {
      this.read += 1;
      yield event;
    }
  }
}

const withStreams = (capacity?: number) => {
  const streams = new Streams();
  const folded = new FoldedStreams(streams, counter, upcast, capacity);
  const readingOf = async (stream: string): Promise<number> => {
    streams.read = 0;
    const { state, revision } = await folded.read(stream);
    expect({ state, revision }).toEqual({ state: streams.events.get(stream)?.length ?? 0, revision: state - 1 });
    return streams.read;
  };
  return { streams, folded, readingOf };
};

describe('A folded stream', () => {
  it('is read from where it was left, when it is long', async () => {
    const { streams, readingOf } = withStreams();
    streams.append('long', 100);
    expect(await readingOf('long')).toBe(100);
    streams.append('long', 2);
    expect(await readingOf('long')).toBe(3);
    expect(await readingOf('long')).toBe(1);
  });

  it('knows the commands in all of it', async () => {
    const { streams, folded } = withStreams();
    streams.append('long', 50);
    await folded.read('long');
    streams.append('long', 1);
    const { commands } = await folded.read('long');
    expect([commands.get('a3'), commands.get('a50')]).toMatchObject([{ revision: 3, position: 4 }, { revision: 50 }]);
    expect(commands.get('other')).toBeUndefined();
  });

  it('is read anew when it is short', async () => {
    const { streams, readingOf } = withStreams();
    streams.append('short', 3);
    expect([await readingOf('short'), await readingOf('short')]).toEqual([3, 3]);
    expect(await readingOf('none')).toBe(0);
  });

  it('is read from the beginning when it is not the one that is remembered', async () => {
    const { streams, readingOf } = withStreams();
    streams.append('long', 50);
    await readingOf('long');
    streams.events.delete('long');
    expect(await readingOf('long')).toBe(0);
    streams.append('long', 60);
    await readingOf('long');
    streams.events.delete('long');
    streams.append('long', 70, 'b');
    expect(await readingOf('long')).toBe(1 + 70);
  });

  it('is forgotten for others that are asked for, but not while it is itself', async () => {
    const { streams, readingOf } = withStreams(100);
    for (const stream of ['one', 'two', 'three']) streams.append(stream, 50);
    for (const stream of ['one', 'two', 'one', 'three']) await readingOf(stream);
    expect([await readingOf('one'), await readingOf('three'), await readingOf('two')]).toEqual([1, 1, 50]);
  });
});
