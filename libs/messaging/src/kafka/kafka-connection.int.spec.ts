import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { LoggerService } from '@nestjs/common';
import { describeWithLocal, eventually, temporaryDirectory } from '@daybook/testing';
import { ConfigResourceTypes, type Admin } from 'kafkajs';
import { KafkaConnection } from './kafka-connection.js';
import { kafkaSecurityFrom, type KafkaSecurity } from './kafka.security.js';

const waitMs = 60_000;
const weekMs = 604_800_000;

await describeWithLocal('kafka', 'the connection of a service to a broker', (broker) => {
  let topicPrefix: string;
  let complaints: string[];
  let open: KafkaConnection[];

  const logger: LoggerService = { log: () => undefined, warn: (what: string) => void complaints.push(what), error: () => undefined };
  const connection = (options: Partial<ConstructorParameters<typeof KafkaConnection>[0]> = {}): KafkaConnection => {
    const made = new KafkaConnection({ service: 'repository', brokers: [broker.url], topicPrefix, ...options }, logger);
    open.push(made);
    return made;
  };

  beforeEach(() => {
    topicPrefix = `connection-${randomUUID()}`;
    complaints = [];
    open = [];
  });
  afterEach(() => Promise.all(open.map((one) => one.close())), waitMs);

  /** Of each topic its partitions, the copies of each, and for how long records stay. */
  const shapes = async (admin: Admin): Promise<Readonly<Record<string, readonly unknown[]>>> => {
    const names = (await admin.listTopics()).filter((name) => name.startsWith(topicPrefix));
    const { topics } = await admin.fetchTopicMetadata({ topics: names });
    const resources = names.map((name) => ({ type: ConfigResourceTypes.TOPIC, name, configNames: ['retention.ms'] }));
    const { resources: configured } = await admin.describeConfigs({ resources, includeSynonyms: false });
    const retention = new Map(configured.map(({ resourceName, configEntries }) => [resourceName, Number(configEntries[0]?.configValue)]));
    return Object.fromEntries(
      topics.map(({ name, partitions }) => [
        name.slice(topicPrefix.length + 1),
        [partitions.length, [...new Set(partitions.map(({ replicas }) => replicas.length))], retention.get(name)],
      ]),
    );
  };

  it('makes the topics that are missing, with partitions, copies and a time to live', async () => {
    const made = connection();
    await made.prepare();
    const facts = [6, [1], -1];
    const passing = [6, [1], weekMs];
    expect(await shapes(await made.admin())).toEqual({
      ...Object.fromEntries(['repositories', 'datasets', 'versions', 'runs', 'deployments', 'engines'].map((topic) => [topic, facts])),
      'engine-commands': passing,
      'engine-reports': passing,
      'dead-letters': passing,
      'relay-leader': [1, [1], -1],
    });
  }, waitMs);

  it('wants as many copies as it is told, and waits where there are too few brokers for them', async () => {
    const made = connection({ topics: { replicationFactor: 3 } });
    const preparing = made.prepare();
    await eventually(() => expect(complaints.join('\n')).toMatch(/replication/i), waitMs);
    expect((await (await made.admin()).listTopics()).filter((name) => name.startsWith(topicPrefix))).toEqual([]);
    await made.close();
    await preparing;
  }, waitMs);

  const directory = temporaryDirectory();
  const [key, certificate] = [join(directory, 'key.pem'), join(directory, 'certificate.pem')];
  let guard: Server;

  /** What stands between clients and a broker that is reached over the network. */
  beforeAll(async () => {
    const subject = ['-subj', '/CN=kafka', '-addext', 'subjectAltName=IP:127.0.0.1'];
    await promisify(execFile)('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', certificate, ...subject]);
    guard = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (socket) => {
      const upstream = connect(broker.port('secured'), '127.0.0.1');
      for (const side of [socket, upstream]) side.on('error', () => undefined);
      socket.pipe(upstream).pipe(socket);
    });
    guard.on('tlsClientError', () => undefined);
    guard.listen(broker.port('guard'), '127.0.0.1');
    await once(guard, 'listening');
  }, waitMs);
  afterAll(() => void guard.close());

  const settings = { tls: certificate, mechanism: 'plain', username: 'daybook', password: 'daybook-development' } as const;
  const security = (changed: Partial<Parameters<typeof kafkaSecurityFrom>[0]> = {}): KafkaSecurity =>
    kafkaSecurityFrom({ ...settings, ...changed }, ({ expected }) => {
      throw new Error(expected);
    });
  const secured = (own: KafkaSecurity): KafkaConnection => connection({ brokers: [`127.0.0.1:${broker.port('guard')}`], security: own });

  it('speaks over TLS to brokers for whom the given certificate vouches, as the user that it is told', async () => {
    const made = secured(security());
    await made.prepare();
    const message = { key: 'a', value: '{}', headers: {} };
    expect(await made.producer.send([{ topic: `${topicPrefix}.repositories`, messages: [message] }], AbortSignal.timeout(waitMs))).toBe(true);
  }, waitMs);

  it.each([
    ['with a wrong password', { password: 'wrong' }, /authentication/i],
    ['to brokers for whom nobody vouches', { tls: 'on' }, /certificate/i],
  ] as const)('does not speak %s', async (_title, changed, complaint) => {
    const made = secured(security(changed));
    const preparing = made.prepare();
    await eventually(() => expect(complaints.join('\n')).toMatch(complaint), waitMs);
    await made.close();
    await preparing;
  }, waitMs);
});
