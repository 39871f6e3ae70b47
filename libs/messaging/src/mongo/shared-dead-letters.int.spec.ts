import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { MongoLink } from '@daybook/mongodb';
import { databaseAt, describeWithLocal, FaultProxy } from '@daybook/testing';
import type { DeadLetters } from '../consumer/dead-letters.port.js';
import { letterOf } from '../fixtures/letter.fixture.js';
import { MongoConsumerState } from './mongo-consumer-state.js';

const waitMs = 60_000;
const services = ['repository', 'versioning', 'deployment'];
const at = '2026-01-01T00:00:00.000Z';

await describeWithLocal(['mongo', 'toxiproxy'], 'the dead letters of services that share a database', (mongo, toxiproxy) => {
  let url: URL;
  let states: MongoConsumerState[];

  const lettersOf = async (service: string, among = services, host = url.host): Promise<DeadLetters> => {
    const own = new URL(url);
    own.host = host;
    const state = await MongoConsumerState.connect(own.href, () => undefined, { service, services: among });
    states.push(state);
    return state.deadLetters;
  };
  const idsIn = async (letters: DeadLetters): Promise<readonly string[]> => (await letters.list({ limit: 100 })).items.map(({ id }) => id);

  beforeEach(() => {
    url = new URL(databaseAt(mongo.url, `shared-letters-${randomUUID()}`));
    states = [];
  });
  afterEach(() => Promise.all(states.map((state) => state.close())), waitMs);

  it('are listed, counted and found by the service that has written them down, and by no other', async () => {
    const [repository, versioning, deployment] = await Promise.all([lettersOf('repository'), lettersOf('versioning'), lettersOf('deployment')]);
    for (const id of ['v1', 'v2', 'v3']) await versioning.add(letterOf({ id, consumer: 'versioning' }));
    await deployment.add(letterOf({ id: 'd1', consumer: 'deployment' }));
    expect(await Promise.all([repository, versioning, deployment].map(idsIn))).toEqual([[], ['v1', 'v2', 'v3'], ['d1']]);
    const page = await versioning.list({ limit: 2 });
    expect(page.items.map(({ id }) => id)).toEqual(['v1', 'v2']);
    expect(await versioning.list({ limit: 2, after: page.nextCursor ?? '' })).toMatchObject({ items: [{ id: 'v3' }], nextCursor: null });
    expect(await deployment.list({ limit: 2, consumer: 'versioning' })).toEqual({ items: [], nextCursor: null });
    expect(await Promise.all([repository, versioning, deployment].map((letters) => letters.counts()))).toEqual([
      [],
      [{ consumer: 'versioning', kind: 'fact', letters: 3 }],
      [{ consumer: 'deployment', kind: 'fact', letters: 1 }],
    ]);
    expect([await deployment.find('v1'), await versioning.find('d1')]).toEqual([null, null]);
    expect(await versioning.find('v1')).toMatchObject({ id: 'v1' });
  });

  it('are of every instance of the service, and of it still when the consumer has another name by now', async () => {
    const one = await lettersOf('versioning');
    await one.add(letterOf({ id: '1', consumer: 'of another name' }));
    expect(await idsIn(await lettersOf('versioning'))).toEqual(['1']);
  });

  it('are kept by the first service when their own is no more, each in one list', async () => {
    const former = await lettersOf('predictions', [...services, 'predictions']);
    await former.add(letterOf({ id: 'p1', consumer: 'predictions' }));
    const [repository, versioning, deployment] = await Promise.all([lettersOf('repository'), lettersOf('versioning'), lettersOf('deployment')]);
    await versioning.add(letterOf({ id: 'v1', consumer: 'versioning' }));
    await repository.add(letterOf({ id: 'r1', consumer: 'repository' }));
    expect(await Promise.all([repository, versioning, deployment].map(idsIn))).toEqual([['p1', 'r1'], ['v1'], []]);
    await repository.discarded('p1', 'otto', 'of no use', at);
    expect(await idsIn(repository)).toEqual(['r1']);
  });

  it('are their own also where they were written before letters said whose they are', async () => {
    await (await lettersOf('versioning')).add(letterOf({ id: 'v1', consumer: 'versioning' }));
    const link = await MongoLink.connect(url.href);
    await link.connection.collection('dead_letters').updateOne({ consumer: 'versioning' }, { $unset: { service: 1 } });
    await link.close();
    const [repository, versioning] = await Promise.all([lettersOf('repository'), lettersOf('versioning')]);
    expect([await idsIn(repository), await idsIn(versioning)]).toEqual([[], ['v1']]);
  });

  it('are a letter that is there, for whoever adds it, although another service has written it', async () => {
    await (await lettersOf('versioning')).add(letterOf({ id: '1' }));
    expect(await (await lettersOf('deployment')).add(letterOf({ id: '1' }))).toBe(true);
  });

  it('cannot be reached while the server is away, which has a name', async () => {
    const wire = await FaultProxy.before(mongo, toxiproxy);
    const letters = await lettersOf('versioning', services, wire.address);
    await wire.cut();
    await expect(letters.list({ limit: 1 })).rejects.toMatchObject({ code: 'dead-letters-unavailable' });
    await expect(letters.find('1')).rejects.toMatchObject({ code: 'dead-letters-unavailable' });
    await wire.heal();
  }, waitMs);
});
