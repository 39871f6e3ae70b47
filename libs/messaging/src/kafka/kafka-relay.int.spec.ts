import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { LoggerService } from '@nestjs/common';
import { Kafka, logLevel, type Admin, type Consumer } from 'kafkajs';
import { SqliteEventStore } from '@daybook/event-store';
import { describeWithLocal, eventually } from '@daybook/testing';
import type { Fact } from '../fact.types.js';
import { append, nextNotes, notes, renameAsNext } from '../fixtures/notes.fixture.js';
import { factOf } from './fact.record.js';
import { KafkaRelay, relaySeatTopic } from './kafka-relay.js';
import { ensureTopics } from './kafka-topics.js';

const waitMs = 60_000;
const shape = { partitions: 3, replicationFactor: 1, retentionMs: -1 };

await describeWithLocal('kafka', 'the relay with a real broker', (broker) => {
  let prefix: string;
  let kafka: Kafka;
  let admin: Admin;
  let store: SqliteEventStore;
  let reader: Consumer;
  let relays: KafkaRelay[];
  let seen: Fact[];
  let complaints: string[];

  const logger: LoggerService = { log: () => undefined, warn: () => undefined, error: (what: string) => void complaints.push(what) };
  const relay = (service = 'repository', publishings = notes): KafkaRelay => {
    const begun = new KafkaRelay({ service, kafka, topicPrefix: prefix, publishings, store, logger });
    relays.push(begun);
    begun.start();
    return begun;
  };
  const leads = (one: KafkaRelay) => eventually(async () => expect((await one.list())[0]).toMatchObject({ leading: true }), waitMs);
  /** As a consumer sees them: what is not above the last position of its key is a repetition. */
  const applied = (key: string): string[] => {
    let last = 0;
    return seen.flatMap((fact) => {
      if (fact.key !== key || fact.position <= last) return [];
      last = fact.position;
      return [(fact.data as { name: string }).name];
    });
  };
  const names = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, n) => String(from + n));

  beforeEach(async () => {
    prefix = `relay-${randomUUID()}`;
    kafka = new Kafka({ brokers: [broker.url], requestTimeout: 30_000, logLevel: logLevel.NOTHING });
    admin = kafka.admin();
    await admin.connect();
    await ensureTopics(admin, [`${prefix}.repositories`], shape);
    await ensureTopics(admin, [relaySeatTopic(prefix)], { ...shape, partitions: 1 });
    store = SqliteEventStore.open(':memory:');
    relays = [];
    seen = [];
    complaints = [];
    reader = kafka.consumer({ groupId: `${prefix}.reader`, sessionTimeout: 6000, maxWaitTimeInMs: 200, retry: { restartOnFailure: async () => true } });
    await reader.connect();
    await reader.subscribe({ topics: [`${prefix}.repositories`], fromBeginning: true });
    await reader.run({ eachMessage: async ({ message }) => void seen.push(factOf('repositories', message)) });
  }, waitMs);

  afterEach(async () => {
    await Promise.all(relays.map((one) => one.close()));
    await reader.disconnect();
    await admin.disconnect();
    await store.close();
  }, waitMs);

  it('hands over public facts in the order of the log, each with its place in it', async () => {
    const begun = relay();
    await append(store, 'RepositoryCreated', 'a', '0');
    await append(store, 'RepositoryTouched', 'a');
    const head = await append(store, 'RepositoryRenamed', 'a', '1');
    await eventually(() => expect(applied('a')).toEqual(['0', '1']), waitMs);
    expect(seen.at(-1)).toMatchObject({ type: 'daybook.repository.renamed.v1', subject: 'repository-a', position: head, revision: 2 });
    await eventually(async () => expect(await begun.list()).toEqual([{ relay: 'repository', position: head, lag: 0, leading: true, halted: null }]));
  }, waitMs);

  it('goes on where it was after a restart, and sends nothing twice that was acknowledged', async () => {
    const first = relay();
    const head = await append(store, 'RepositoryCreated', 'a', '0');
    await eventually(async () => expect((await first.list())[0]).toMatchObject({ position: head, leading: true }), waitMs);
    await first.close();
    await append(store, 'RepositoryRenamed', 'a', '1');
    relay();
    await eventually(() => expect(seen.map(({ revision }) => revision)).toEqual([0, 1]), waitMs);
  }, waitMs);

  it('has one leader among the instances of a service, and another when that one has gone', async () => {
    const first = relay();
    await leads(first);
    const second = relay();
    const third = relay('versioning');
    await leads(third);
    await eventually(async () => {
      const [[one], [other]] = [await first.list(), await second.list()];
      expect([one?.leading, other?.leading].sort()).toEqual([false, true]);
    }, waitMs);
    const [leader, follower] = (await first.list())[0]?.leading === true ? [first, second] : [second, first];
    await append(store, 'RepositoryCreated', 'a', '0');
    await leader.close();
    await append(store, 'RepositoryRenamed', 'a', '1');
    await leads(follower);
    await eventually(() => expect(applied('a')).toEqual(['0', '1']), waitMs);
  }, waitMs);

  it('halts before an own event that nobody knows, after what comes before it, and says so', async () => {
    const before = await append(store, 'RepositoryCreated', 'a', '0');
    await append(store, 'Unheard', 'a');
    await append(store, 'RepositoryRenamed', 'a', '1');
    const begun = relay();
    await eventually(async () => {
      expect((await begun.list())[0]).toMatchObject({ position: before, halted: 'UnknownEvent: event type Unheard is unknown' });
    }, waitMs);
    await eventually(() => expect(applied('a')).toEqual(['0']), waitMs);
  }, waitMs);

  it('leaves its seat, when it meets an event of the next version, to an instance that knows it', async () => {
    const old = relay();
    await leads(old);
    await append(store, 'RepositoryRenamed', 'a', 'v1');
    await renameAsNext(store, 'a', 'v2');
    await eventually(async () => {
      const { groups } = await admin.describeGroups([`${prefix}.relay.repository`]);
      expect(groups[0]?.members).toEqual([]);
    }, waitMs);
    const upgraded = relay('repository', nextNotes);
    for (const n of [0, 1, 2]) {
      await append(store, 'RepositoryRenamed', 'a', `v1 ${n}`);
      await renameAsNext(store, 'a', `v2 ${n}`);
    }
    await eventually(() => expect(applied('a')).toEqual(['v1', 'v2', 'v1 0', 'v2 0', 'v1 1', 'v2 1', 'v1 2', 'v2 2']), waitMs);
    await eventually(async () => {
      const [[one], [other]] = [await old.list(), await upgraded.list()];
      expect([one, other]).toMatchObject([
        { leading: false, halted: expect.stringContaining('schema version 2, this code knows up to 1') },
        { leading: true, lag: 0, halted: null },
      ]);
    }, waitMs);
    expect(new Set(seen.map(({ type }) => type))).toEqual(new Set(['daybook.repository.renamed.v1']));
  }, waitMs);

  it('comes back to a seat that nobody else wants, and goes on once the event is known', async () => {
    await renameAsNext(store, 'a', '0');
    const old = relay();
    await eventually(async () => expect((await old.list())[0]).toMatchObject({ leading: false, halted: expect.any(String) }), waitMs);
    await eventually(() => expect(complaints.length).toBeGreaterThan(1), waitMs);
    await old.close();
    relay('repository', nextNotes);
    await eventually(() => expect(applied('a')).toEqual(['0']), waitMs);
  }, 2 * waitMs);

  it('loses nothing and keeps the order of a key when the broker is killed amid the stream', async () => {
    await leads(relay());
    for (const name of names(0, 50)) await append(store, 'RepositoryRenamed', name.endsWith('1') ? 'b' : 'a', name);
    await eventually(() => expect(seen.length).toBeGreaterThan(0), waitMs);
    await broker.kill9();
    for (const name of names(50, 100)) await append(store, 'RepositoryRenamed', name.endsWith('1') ? 'b' : 'a', name);
    await broker.restart();
    await eventually(() => {
      expect(applied('a')).toEqual(names(0, 100).filter((name) => !name.endsWith('1')));
      expect(applied('b')).toEqual(names(0, 100).filter((name) => name.endsWith('1')));
    }, 2 * waitMs);
  }, 3 * waitMs);

  it('tells how far behind it is also while the broker is away; one that follows another says nothing', async () => {
    const [one, other] = [relay(), relay()];
    await append(store, 'RepositoryRenamed', 'a', '0');
    await eventually(() => expect(applied('a')).toEqual(['0']), waitMs);
    await eventually(async () => {
      const lags = [(await one.list())[0]?.lag, (await other.list())[0]?.lag];
      expect(lags.toSorted()).toEqual([0, null]);
    }, waitMs);
    const [leader, follower] = (await one.list())[0]?.leading === true ? [one, other] : [other, one];
    await broker.kill9();
    for (const name of names(1, 4)) await append(store, 'RepositoryRenamed', 'a', name);
    await eventually(async () => {
      expect((await leader.list())[0]).toMatchObject({ leading: false, lag: 3, halted: expect.any(String) });
      expect((await follower.list())[0]).toMatchObject({ leading: false, lag: null });
    }, waitMs);
    await broker.restart();
    await eventually(() => expect(applied('a')).toEqual(names(0, 4)), 2 * waitMs);
    await eventually(async () => {
      const standings = [...(await one.list()), ...(await other.list())].toSorted((a, b) => Number(b.leading) - Number(a.leading));
      expect(standings).toMatchObject([{ leading: true, lag: 0, halted: null }, { leading: false, lag: null }]);
    }, waitMs);
  }, 4 * waitMs);

  it('lets two processes create the same topics at once', async () => {
    const wanted = [`${prefix}.versions`, `${prefix}.runs`];
    const other = kafka.admin();
    await other.connect();
    await Promise.all([ensureTopics(admin, wanted, shape), ensureTopics(other, wanted, shape)]);
    await other.disconnect();
    const { topics } = await admin.fetchTopicMetadata({ topics: wanted });
    expect(topics.map(({ partitions }) => partitions.length)).toEqual([3, 3]);
  }, waitMs);
});
