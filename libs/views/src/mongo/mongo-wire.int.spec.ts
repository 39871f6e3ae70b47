import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { SqliteEventStore } from '@daybook/event-store';
import { describeWithLocal, eventually, FaultProxy } from '@daybook/testing';
import { add, databaseOf, Instance } from './fixtures/shared-view.fixture.js';

const options = { leaseMs: 1000, timeoutMs: 1000 };
const patienceMs = 30_000;
const processes = 4;
const rounds = 6;

await describeWithLocal(['mongo', 'toxiproxy'], 'Views whose wire to MongoDB fails', (mongo, toxiproxy) => {
  let log: SqliteEventStore;
  let wire: FaultProxy;
  let instances: readonly Instance[];

  beforeEach(async () => {
    log = SqliteEventStore.open(':memory:');
    wire = await FaultProxy.before(mongo, toxiproxy);
    const url = () => databaseOf(`mongodb://${wire.address}`);
    instances = await Promise.all(Array.from({ length: processes }, () => Instance.begin(log, url(), options)));
  }, patienceMs);
  afterEach(async () => {
    await wire.heal();
    await Promise.all(instances.map((instance) => instance.end()));
    await log.close();
  }, patienceMs);

  it.each([
    ['is cut', () => wire.cut()],
    ['goes silent', () => wire.silence()],
    ['breaks its connections', () => wire.breakAfter(500)],
  ] as const)('go on, each of them, whenever it %s', async (_title, harm) => {
    let total = 0;
    for (let round = 1; round <= rounds; round += 1) {
      const adding = (async () => {
        for (let n = 0; n < 60; n += 1) {
          await add(log, 'a', 1);
          total += 1;
          await sleep(10);
        }
      })();
      await sleep(100);
      await harm();
      await sleep(50 * round);
      await wire.heal();
      await adding;
      await eventually(async () => {
        for (const { reader } of instances) expect(await reader.get('a')).toMatchObject({ view: { total } });
      }, patienceMs);
    }
  }, 10 * patienceMs);
});
