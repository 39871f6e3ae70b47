import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { SqliteEventStore } from '@daybook/event-store';
import { describeWithLocal, eventually } from '@daybook/testing';
import { verifyView } from '../rebuild.js';
import { add, databaseOf, Instance, remove } from './fixtures/shared-view.fixture.js';

const options = { leaseMs: 1000, timeoutMs: 3000, sweepAfterMs: 50 };
const patienceMs = 60_000;
const [fewestLosses, mostKills, keys] = [2, 20, 9] as const;

await describeWithLocal('forgetful-mongo', 'Views in a MongoDB that is killed and forgets what it has acknowledged', (mongo) => {
  let log: SqliteEventStore;
  let instances: readonly Instance[];
  /** A checkpoint that was acknowledged before a kill, until it is asked for again; how often it was a lower one then. */
  let acknowledged: number | null;
  let losses: number;
  let swept: number;

  const begin = async (url: string): Promise<Instance> => {
    const instance = await Instance.begin(log, url, options);
    const checkpoint = instance.views.checkpoint.bind(instance.views);
    instance.views.checkpoint = async () => {
      const position = await checkpoint();
      if (acknowledged !== null && position < acknowledged) losses += 1;
      acknowledged = null;
      return position;
    };
    const sweep = instance.views.sweep.bind(instance.views);
    instance.views.sweep = async (...bounds) => {
      const number = await sweep(...bounds);
      swept += number;
      return number;
    };
    return instance;
  };
  const live = (): Instance | undefined => instances.find(({ state }) => state === 'live');

  beforeEach(async () => {
    log = SqliteEventStore.open(':memory:');
    [acknowledged, losses, swept] = [null, 0, 0];
    const url = databaseOf(mongo.url);
    instances = [await begin(url), await begin(url)];
  }, patienceMs);
  afterEach(async () => {
    await Promise.all(instances.map((instance) => instance.end()));
    await log.close();
  }, patienceMs);

  it('are those of one clean pass, however often that happens in the midst of writing', async () => {
    let step = 0;
    const work = async (signal: AbortSignal): Promise<void> => {
      for (; !signal.aborted; step += 1) {
        await add(log, `k${step % keys}`, step);
        if (step % 4 === 0) await add(log, `once${step}`, step);
        if (step % 4 === 0 && step > 20) await remove(log, `once${step - 20}`);
        await sleep(5);
      }
    };
    for (let kills = 0; kills < mostKills && losses < fewestLosses; kills += 1) {
      const working = new AbortController();
      const worked = work(working.signal);
      const aWhile = await log.headPosition();
      await eventually(() => expect(live()?.projector.status().position).toBeGreaterThan(aWhile + 50 + 20 * kills), patienceMs);
      const known = live()?.projector.status().position ?? 0;
      await mongo.kill9();
      acknowledged = known;
      await mongo.restart();
      await eventually(() => expect(live()?.projector.status().position).toBeGreaterThan(known), patienceMs);
      working.abort();
      await worked;
    }
    expect(losses).toBeGreaterThanOrEqual(fewestLosses);
    expect(swept).toBeGreaterThan(0);
    const head = await add(log, 'last', 1);
    await eventually(() => expect(live()?.projector.status().position).toBeGreaterThanOrEqual(head), patienceMs);
    const writer = live() as Instance;
    expect(await verifyView(log, writer.store, writer.projector)).toMatchObject({ equal: true, position: head });
  }, 5 * patienceMs);
});
