import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { factOf } from '@daybook/messaging/kafka';
import { databaseAt, describeWithLocal, eventually } from '@daybook/testing';
import { MongoViewStore } from '@daybook/views';
import { Kafka, logLevel, type Consumer } from 'kafkajs';
import { ServiceProcess } from './fixtures/service-process.fixture.js';

const patienceMs = 60_000;
const repositories = ['alpha', 'beta', 'gamma'] as const;

type Told = Readonly<{ key: string; type: string; position: number; description: unknown; fields: readonly string[] }>;

await describeWithLocal(['kafka', 'mongo', 's3', 'log-server'], 'A service of the previous event version beside one of the next', (kafka, mongo, s3, log) => {
  let old: ServiceProcess;
  let next: ServiceProcess;
  let reader: Consumer;
  const told: Told[] = [];
  const acknowledged: { id: string; position: number; description: string }[] = [];
  const ids = new Map<string, string>();

  const settings = (): Readonly<Record<string, string>> => ({
    DAYBOOK_EVENT_STORE_URL: log.url,
    DAYBOOK_MONGO_URL: databaseAt(mongo.url, 'upgrade'),
    DAYBOOK_KAFKA_BROKERS: kafka.url,
    DAYBOOK_S3_ENDPOINT: s3.url,
    DAYBOOK_S3_ACCESS_KEY_ID: s3.credentials.accessKeyId,
    DAYBOOK_S3_SECRET_ACCESS_KEY: s3.credentials.secretAccessKey,
  });
  const describe = async (instance: ServiceProcess, name: string, description: string) => {
    const answer = await instance.ask('PATCH', `/v1/repositories/${name}`, { description });
    if (answer.status < 300) acknowledged.push({ id: ids.get(name) ?? '', position: Number(answer.body['position']), description });
    return answer;
  };
  const shows = (instance: ServiceProcess, name: string, description: string) =>
    eventually(async () => {
      expect(await instance.ask('GET', `/v1/repositories/${name}`)).toMatchObject({ status: 200, body: { description } });
    }, patienceMs);
  /** What a consumer of the topic applies, beside what was acknowledged. */
  const tellsAll = () =>
    eventually(() => {
      for (const id of ids.values()) {
        const mine = told.filter(({ key, type }) => key === id && type === 'daybook.repository.described.v1');
        const applied = mine.filter(({ position }, index) => mine.slice(0, index).every((before) => before.position < position));
        const wanted = acknowledged.filter((one) => one.id === id).map(({ position, description }) => ({ position, description }));
        expect(applied.map(({ position, description }) => ({ position, description }))).toEqual(wanted);
      }
    }, patienceMs);

  beforeAll(async () => {
    old = await ServiceProcess.start('repository', settings());
    for (const name of repositories) {
      const { status, body } = await old.ask('POST', '/v1/repositories', { name });
      expect(status).toBe(201);
      ids.set(name, String(body['id']));
    }
    reader = new Kafka({ brokers: [kafka.url], logLevel: logLevel.NOTHING }).consumer({ groupId: 'reader', maxWaitTimeInMs: 100 });
    await reader.connect();
    await reader.subscribe({ topics: ['daybook.repositories'], fromBeginning: true });
    await reader.run({
      eachMessage: async ({ message }) => {
        const { key, type, position, data } = factOf('repositories', message);
        told.push({ key, type, position, description: (data as { description?: unknown }).description, fields: Object.keys(data).sort() });
      },
    });
    next = await ServiceProcess.start('repository', settings(), 'next');
  }, 3 * patienceMs);
  afterAll(async () => {
    await reader.disconnect();
    await Promise.all([old?.end(), next?.end()]);
  }, patienceMs);

  it('lets the next one read what the previous one has written, by its upcasters', async () => {
    expect(await describe(old, 'alpha', 'by the old one')).toMatchObject({ status: 200 });
    expect(await describe(next, 'alpha', 'by the next one')).toMatchObject({ status: 200 });
    await shows(next, 'alpha', 'by the next one');
  }, 2 * patienceMs);

  it('refuses, and acknowledges nothing, where the previous one does not know what has happened', async () => {
    expect(await describe(old, 'alpha', 'by the old one again')).toMatchObject({ status: 503, body: { code: 'unknown-event' } });
    expect(await describe(next, 'alpha', 'by the next one again')).toMatchObject({ status: 200 });
  }, patienceMs);

  it('lets the previous one go on elsewhere, and both show what either has done', async () => {
    for (const n of [1, 2, 3]) {
      expect(await describe(old, 'beta', `old ${n}`)).toMatchObject({ status: 200 });
      expect(await describe(next, 'gamma', `next ${n}`)).toMatchObject({ status: 200 });
    }
    for (const instance of [old, next]) {
      await shows(instance, 'alpha', 'by the next one again');
      await shows(instance, 'beta', 'old 3');
      await shows(instance, 'gamma', 'next 3');
    }
  }, 3 * patienceMs);

  it('tells others all of it, in the order of the log and in the form that was agreed', async () => {
    await tellsAll();
    const described = told.filter(({ type }) => type === 'daybook.repository.described.v1').map(({ fields }) => fields.join());
    expect([...new Set(described)]).toEqual(['at,description,repositoryId']);
  }, 2 * patienceMs);

  it('leaves both ready, the next one without reservation', async () => {
    expect(await old.ask('GET', '/readyz')).toMatchObject({ status: 200 });
    await eventually(async () => expect(await next.ask('GET', '/readyz')).toMatchObject({ status: 200, body: { status: 'ok' } }), patienceMs);
  }, 2 * patienceMs);

  it('has a view of the next one alone, folded by its upcasters from what either has written', async () => {
    const views = await MongoViewStore.connect(databaseAt(mongo.url, 'upgrade'));
    const languages = await views.open<{ languages: readonly string[] }>('repository-languages-v1', []);
    const written = { alpha: ['und', 'en', 'en'], beta: ['und', 'und', 'und'], gamma: ['en', 'en', 'en'] };
    await eventually(async () => {
      for (const name of repositories) expect((await languages.get(ids.get(name) ?? ''))?.view.languages).toEqual(written[name]);
    }, patienceMs);
    await views.close();
    for (const name of ['repository-languages-v1', 'repository-card-v2']) {
      expect(await next.ask('POST', `/v1/operations/projections/${name}/verify`)).toMatchObject({ status: 200, body: { name, equal: true } });
    }
  }, 2 * patienceMs);

  it('goes on without the previous one, with nothing lost and no dead letter', async () => {
    await old.end();
    for (const name of repositories) expect(await describe(next, name, 'at last')).toMatchObject({ status: 200 });
    for (const name of repositories) await shows(next, name, 'at last');
    await tellsAll();
    expect(await next.ask('GET', '/v1/operations/dead-letters')).toMatchObject({ body: { items: [] } });
  }, 3 * patienceMs);
});
