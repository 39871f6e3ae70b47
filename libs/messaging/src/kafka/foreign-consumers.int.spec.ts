import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LoggerService } from '@nestjs/common';
import { SqliteEventStore } from '@daybook/event-store';
import { describeWith, eventually, foreignConsumer } from '@daybook/testing';
import { notes } from '../fixtures/notes.fixture.js';
import { kafkaClient } from './kafka.client.js';
import { KafkaRelay, relaySeatTopic } from './kafka-relay.js';
import { ensureTopics } from './kafka-topics.js';

const silent: LoggerService = { log: () => undefined, warn: () => undefined, error: () => undefined };
const waitMs = 60_000;
const shape = { partitions: 1, replicationFactor: 1, retentionMs: -1 };
const actor = 'Zoë, “the modeller” 100%';
const first = randomUUID();
const second = randomUUID();

type Read = Readonly<{ attributes: Readonly<Record<string, string>>; data: unknown }>;

const consoleConsumer = await foreignConsumer('console');
const pythonConsumer = await foreignConsumer('python');

await describeWith('kafka', 'facts in Kafka, for programs that know nothing of Daybook', (broker) => {
  const prefix = `foreign-${randomUUID()}`;
  const topic = `${prefix}.repositories`;
  let store: SqliteEventStore;
  let relay: KafkaRelay;
  let head: number;

  beforeAll(async () => {
    const kafka = kafkaClient({ brokers: [broker.url], clientId: prefix }, silent);
    const admin = kafka.admin();
    await admin.connect();
    await ensureTopics(admin, [topic, relaySeatTopic(prefix)], shape);
    await admin.disconnect();
    store = SqliteEventStore.open(':memory:');
    const created = { type: 'RepositoryCreated', schemaVersion: 1, id: first, data: { repositoryId: 'a', name: 'Chrysalis ☂' } };
    const renamed = { ...created, type: 'RepositoryRenamed', id: second, data: { repositoryId: 'a', name: 'Imago' } };
    const metadata = { actor, correlationId: 'c1', causationId: 'c0' };
    ({ position: head } = await store.append('repository-a', [created, renamed].map((event) => ({ ...event, metadata })), 'any'));
    relay = new KafkaRelay({ service: 'repository', kafka, topicPrefix: prefix, publishings: notes, store, logger: silent });
    relay.start();
    await eventually(async () => expect((await relay.list())[0]).toMatchObject({ position: head, lag: 0 }), waitMs);
  }, waitMs);
  afterAll(async () => {
    await relay.close();
    await store.close();
  }, waitMs);

  (consoleConsumer === null ? describe.skip : describe)("Kafka's own console consumer", () => {
    it('prints each fact with its key and every attribute as a header of its own', async () => {
      const lines = (await consoleConsumer?.(broker.url, topic, 2)) ?? [];
      const [headers = '', key, value = ''] = lines[0]?.split('\t') ?? [];
      const printed = Object.fromEntries(headers.split(',').map((header) => [header.slice(0, header.indexOf(':')), header.slice(header.indexOf(':') + 1)]));
      expect(printed).toEqual({
        ce_specversion: '1.0',
        ce_id: first,
        ce_type: 'daybook.repository.created.v1',
        ce_source: '/daybook/repositories',
        ce_subject: 'repository-a',
        ce_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        ce_position: String(head - 1),
        ce_revision: '0',
        ce_actor: encodeURIComponent(actor),
        ce_correlationid: 'c1',
        ce_causationid: 'c0',
        'content-type': 'application/json',
      });
      expect(key).toBe('a');
      expect(JSON.parse(value)).toMatchObject({ repositoryId: 'a', name: 'Chrysalis ☂' });
      expect(lines).toHaveLength(2);
    }, waitMs);
  });

  (pythonConsumer === null ? describe.skip : describe)("Python with kafka-python and the CloudEvents project's package", () => {
    it('takes every record for a CloudEvent 1.0, in order, and decodes who did it', async () => {
      const events = ((await pythonConsumer?.(broker.url, topic, 2)) ?? []).map((line) => JSON.parse(line) as Read);
      expect(events.map(({ attributes }) => attributes)).toMatchObject([
        { specversion: '1.0', id: first, type: 'daybook.repository.created.v1', source: '/daybook/repositories', revision: '0' },
        { specversion: '1.0', id: second, type: 'daybook.repository.renamed.v1', subject: 'repository-a', revision: '1' },
      ]);
      for (const { attributes } of events) {
        expect(attributes).toMatchObject({ datacontenttype: 'application/json', partitionkey: 'a', correlationid: 'c1', causationid: 'c0' });
        expect(decodeURIComponent(attributes['actor'] ?? '')).toBe(actor);
        expect(attributes['time']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d.*\+00:00$/);
      }
      expect(events.map(({ data }) => data)).toMatchObject([{ name: 'Chrysalis ☂' }, { name: 'Imago' }]);
    }, waitMs);
  });
});
