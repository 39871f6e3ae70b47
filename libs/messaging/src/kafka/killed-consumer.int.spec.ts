import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { LoggerService } from '@nestjs/common';
import type { Admin, Producer } from 'kafkajs';
import { KurrentEventStore } from '@daybook/event-store';
import { describeWithLocal, eventually, spawnSource } from '@daybook/testing';
import { renamedFact } from '../fixtures/fact.fixture.js';
import { MongoConsumerState } from '../mongo/mongo-consumer-state.js';
import { recordOf } from './fact.record.js';
import { kafkaClient } from './kafka.client.js';
import { ensureTopics } from './kafka-topics.js';

const main = fileURLToPath(new URL('../fixtures/noter.main.ts', import.meta.url));
const silent: LoggerService = { log: () => undefined, warn: () => undefined, error: () => undefined };
const waitMs = 60_000;
const before = [1, 2, 3, 4, 5, 6];

type Said = Readonly<{ name: string; replayed: boolean }>;

await describeWithLocal(['kafka', 'mongo', 'log-server'], 'a consumer that is killed between an effect and the commit of its offset', (broker, mongo, log) => {
  let prefix: string;
  let mongoUrl: string;
  let admin: Admin;
  let producer: Producer;
  let store: KurrentEventStore;
  let state: MongoConsumerState;
  let child: ChildProcessWithoutNullStreams | undefined;

  /** Even positions are of key `a`, odd ones of `b`. */
  const send = async (positions: readonly number[]): Promise<void> => {
    const messages = positions.map((position) => recordOf(renamedFact(position % 2 === 0 ? 'a' : 'b', position)));
    await producer.send({ topic: `${prefix}.repositories`, acks: -1, messages });
  };
  const run = (dies: string) => {
    const said: Said[] = [];
    const started = spawnSource(main, [broker.url, prefix, mongoUrl, log.url, dies]);
    started.stderr.resume();
    createInterface(started.stdout).on('line', (line) => line.startsWith('{') && said.push(JSON.parse(line) as Said));
    child = started;
    return { said, exited: once(started, 'exit') };
  };
  const noted = async (key: string): Promise<readonly number[]> => {
    const positions: number[] = [];
    for await (const { data } of store.readStream(`note-${prefix}-${key}`)) positions.push(Number((data as { name: string }).name));
    return positions;
  };
  const row = (key: string): Promise<number> => state.offsets.lastPosition('noter', 'repositories', key);
  const committed = async (): Promise<string | undefined> => {
    const [topic] = await admin.fetchOffsets({ groupId: `${prefix}.noter`, topics: [`${prefix}.repositories`] });
    return topic?.partitions[0]?.offset;
  };

  beforeEach(async () => {
    prefix = `killed-${randomUUID()}`;
    const kafka = kafkaClient({ brokers: [broker.url], clientId: prefix }, silent);
    admin = kafka.admin();
    await admin.connect();
    await ensureTopics(admin, [`${prefix}.repositories`], { partitions: 1, replicationFactor: 1, retentionMs: -1 });
    producer = kafka.producer({ allowAutoTopicCreation: false });
    await producer.connect();
    const url = new URL(mongo.url);
    url.pathname = `/${prefix}`;
    mongoUrl = url.href;
    state = await MongoConsumerState.connect(mongoUrl, () => undefined);
    store = KurrentEventStore.connect(log.url);
    await send(before);
  }, waitMs);
  afterEach(async () => {
    child?.kill('SIGKILL');
    await Promise.all([producer.disconnect(), admin.disconnect(), state.close(), store.close()]);
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
    else expect(rows).toEqual({ a: 0, b: 0 });
    expect(await committed()).toBe('-1');

    const second = run('never');
    await send([7, 8]);
    await eventually(async () => expect(await committed()).toBe('8'), waitMs);
    expect([await noted('a'), await noted('b')]).toEqual([[2, 4, 6, 8], [1, 3, 5, 7]]);
    // What came again was known by its row, or else by the identity of the command.
    const again = second.said.filter(({ replayed }) => replayed).map(({ name }) => Number(name));
    const unknown = [...done.a.filter((position) => position > rows.a), ...done.b.filter((position) => position > rows.b)];
    expect(again.toSorted()).toEqual(unknown.toSorted());
  }, 3 * waitMs);
});
