import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { KurrentEventStore } from '@daybook/event-store';
import { describeWithLocal, eventually, spawnSource } from '@daybook/testing';
import { renamedFact } from '../fixtures/fact.fixture.js';
import { FactsTopic } from '../fixtures/facts-topic.fixture.js';

const main = fileURLToPath(new URL('../fixtures/noter.main.ts', import.meta.url));
const waitMs = 60_000;
const before = [1, 2, 3, 4, 5, 6];

type Said = Readonly<{ name: string; replayed: boolean }>;

await describeWithLocal(['kafka', 'mongo', 'log-server'], 'a consumer that is killed between an effect and the commit of its offset', (broker, mongo, log) => {
  let topic: FactsTopic;
  let store: KurrentEventStore;
  let child: ChildProcessWithoutNullStreams | undefined;

  /** Even positions are of key `a`, odd ones of `b`. */
  const send = async (positions: readonly number[]): Promise<void> => {
    await topic.send(...positions.map((position) => renamedFact(position % 2 === 0 ? 'a' : 'b', position)));
  };
  const run = (dies: string) => {
    const said: Said[] = [];
    const started = spawnSource(main, [broker.url, topic.prefix, topic.mongoUrl, log.url, dies]);
    started.stderr.resume();
    createInterface(started.stdout).on('line', (line) => line.startsWith('{') && said.push(JSON.parse(line) as Said));
    child = started;
    return { said, exited: once(started, 'exit') };
  };
  const noted = async (key: string): Promise<readonly number[]> => {
    const positions: number[] = [];
    for await (const { data } of store.readStream(`note-${topic.prefix}-${key}`)) positions.push(Number((data as { name: string }).name));
    return positions;
  };
  const row = (key: string): Promise<number> => topic.state.offsets.lastPosition('noter', 'repositories', key);
  const committed = (): Promise<number> => topic.committed(`${topic.prefix}.noter`);

  beforeEach(async () => {
    topic = await FactsTopic.make('killed', { broker, mongo });
    store = KurrentEventStore.connect(log.url);
    await send(before);
  }, waitMs);
  afterEach(async () => {
    child?.kill('SIGKILL');
    await Promise.all([topic.close(), store.close()]);
  }, waitMs);

  it.each([
    { when: 'right after an effect, amid a batch', dies: 'amid' },
    { when: 'before the positions are in the store', dies: 'before-rows' },
    { when: 'after that, and before the offset is committed', dies: 'after-rows' },
  ])('has one effect of each fact, in order per key, when that is $when', async ({ dies }) => {
    const first = run(dies);
    expect(await first.exited).toEqual([null, 'SIGKILL']);
    const done = { a: await noted('a'), b: await noted('b') };
    const rows = { a: await row('a'), b: await row('b') };
    expect(done.a.length + done.b.length).toBeGreaterThanOrEqual(dies === 'amid' ? 3 : 1);
    if (dies === 'after-rows') expect(rows.a + rows.b).toBeGreaterThan(0);
    if (dies === 'before-rows') expect(rows).toEqual({ a: 0, b: 0 });
    // Amid a batch the positions of what is done may have been kept by then, and committed.
    if (dies !== 'amid') expect(await committed()).toBe(-1);

    const second = run('never');
    await send([7, 8]);
    await eventually(async () => expect(await committed()).toBe(8), waitMs);
    expect([await noted('a'), await noted('b')]).toEqual([[2, 4, 6, 8], [1, 3, 5, 7]]);
    // What came again was known by its row, or else by the identity of the command.
    const again = second.said.filter(({ replayed }) => replayed).map(({ name }) => Number(name));
    const unknown = [...done.a.filter((position) => position > rows.a), ...done.b.filter((position) => position > rows.b)];
    expect(again.toSorted()).toEqual(unknown.toSorted());
  }, 3 * waitMs);
});
