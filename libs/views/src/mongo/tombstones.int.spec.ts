import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { SqliteEventStore } from '@daybook/event-store';
import { MongoLink } from '@daybook/mongodb';
import { describeWith, eventually } from '@daybook/testing';
import { verifyView } from '../rebuild.js';
import { add, databaseOf, Instance, remove, totals, type Total } from './fixtures/shared-view.fixture.js';
import { MongoViewCollection } from './mongo-view-collection.js';
import { ViewCatalogue } from './view-catalogue.js';
import { ViewFields } from './view-fields.js';
import { ViewModels } from './view-models.js';
import { readyView } from './view-parts.js';

const leaseMs = 300;
const one: Total = { total: 1, events: 1 };
const added = { id: 'a', expectedPosition: null, position: 1, view: one };

/** One writer of the view, whose nth bulk write stays away until it is let go. */
class Writer {
  private constructor(
    readonly link: MongoLink,
    readonly views: MongoViewCollection<Total>,
    private readonly models: ViewModels,
  ) {}

  static async open(url: string): Promise<Writer> {
    const link = await MongoLink.connect(url);
    const fields = new ViewFields(totals.indexes ?? []);
    const models = new ViewModels(link, fields);
    const parts = { link, catalogue: new ViewCatalogue(link), fields, models, leaseMs };
    return new Writer(link, new MongoViewCollection<Total>(parts, await readyView(parts, totals.name)), models);
  }

  async stallAt(nth: number): Promise<Readonly<{ reached: Promise<void>; letGo: () => void }>> {
    const place = (await new ViewCatalogue(this.link).find(totals.name))?.place ?? '';
    const { collection } = this.models.in(place);
    const bulkWrite = collection.bulkWrite.bind(collection);
    let [letGo, reach] = [(): void => {}, (): void => {}];
    const gone = new Promise<void>((resolve) => (letGo = resolve));
    const reached = new Promise<void>((resolve) => (reach = resolve));
    let writes = 0;
    collection.bulkWrite = (async (...args: Parameters<typeof bulkWrite>) => {
      writes += 1;
      if (writes === nth) {
        reach();
        await gone;
      }
      return bulkWrite(...args);
    }) as typeof collection.bulkWrite;
    return { reached, letGo };
  }
}

await describeWith('mongo', 'A tombstone in MongoDB', (mongo) => {
  let url: string;
  let former: Writer;
  let next: Writer;

  /** The turn of the one lapses. */
  const takeOver = async (): Promise<void> => {
    await eventually(async () => expect(await next.views.lease.hold()).toBe(true));
    await next.views.checkpoint();
  };
  /** Adds and removes, whatever is there, and sweeps. */
  const liveThrough = async ({ views }: Writer): Promise<void> => {
    const present = (await views.load(['a'])).get('a');
    await views.write([{ ...added, expectedPosition: present?.position ?? null }], 1);
    await views.write([{ id: 'a', expectedPosition: 1, position: 2, view: null }], 2);
    expect(await views.sweep(2, 10)).toBe(1);
  };
  const nothingIsThere = async (): Promise<void> => {
    expect(await next.views.get('a')).toBeNull();
    await next.views.sweep(2, 10);
    expect((await next.views.load(['a'])).size).toBe(0);
  };

  beforeEach(async () => {
    url = databaseOf(mongo.url);
    [former, next] = [await Writer.open(url), await Writer.open(url)];
    expect(await former.views.lease.hold()).toBe(true);
    await former.views.checkpoint();
  });
  afterEach(() => Promise.all([former, next].map(({ link }) => link.close())));

  it('is swept by the one whose turn it is, and by nobody else', async () => {
    await former.views.write([{ ...added, view: null }], 1);
    await expect(next.views.sweep(1, 10)).rejects.toMatchObject({ code: 'view-write-conflict' });
    await takeOver();
    await expect(former.views.sweep(1, 10)).rejects.toMatchObject({ code: 'view-write-conflict' });
    expect(await next.views.sweep(1, 10)).toBe(1);
  });

  it('is not missed by a writer who has read before it was there and writes after it was swept', async () => {
    expect((await former.views.load(['a'])).size).toBe(0);
    await takeOver();
    await liveThrough(next);
    await expect(former.views.write([added], 1)).rejects.toMatchObject({ code: 'view-write-conflict' });
    await nothingIsThere();
  });

  it('is not missed by one who has lost its turn to another who is gone by now', async () => {
    await takeOver();
    await liveThrough(next);
    expect(await former.views.lease.hold()).toBe(false);
    await next.views.lease.release();
    await expect(former.views.write([added], 1)).rejects.toMatchObject({ code: 'view-write-conflict' });
    await next.views.lease.hold();
    await nothingIsThere();
  });

  it.each([
    ['has made its place', 1],
    ['writes the document', 2],
  ])('is not missed by a writer who stands still before it %s', async (_, nth) => {
    const stalled = await former.stallAt(nth);
    const writing = former.views.write([added], 1).catch((error: unknown) => error);
    await stalled.reached;
    await takeOver();
    await liveThrough(next);
    stalled.letGo();
    expect(await writing).toMatchObject({ code: 'view-write-conflict' });
    await nothingIsThere();
  });

  it('is not taken for that of another writer who makes place for the same document again', async () => {
    const [stalled, again] = [await former.stallAt(2), await next.stallAt(4)];
    const writing = former.views.write([added], 1).catch((error: unknown) => error);
    await stalled.reached;
    await takeOver();
    await liveThrough(next);
    const rewriting = next.views.write([{ ...added, position: 3 }], 3);
    await again.reached;
    stalled.letGo();
    expect(await writing).toMatchObject({ code: 'view-write-conflict' });
    again.letGo();
    await rewriting;
    expect(await next.views.get('a')).toMatchObject({ position: 3 });
  });

  it.each([
    ['has made its place', 1],
    ['writes the document', 2],
  ])('is not missed by a write that its own writer gave up before it %s', async (_, nth) => {
    const stalled = await former.stallAt(nth);
    const writing = former.views.write([added], 1).catch((error: unknown) => error);
    await stalled.reached;
    await former.views.checkpoint();
    await liveThrough(former);
    stalled.letGo();
    expect(await writing).toMatchObject({ code: 'view-write-conflict' });
    await takeOver();
    await nothingIsThere();
  });
});

await describeWith('mongo', 'A view whose documents come and go', (mongo) => {
  it('has the tombstones of the last while only, through changes of its writer, and is equal to a replay', async () => {
    const log = SqliteEventStore.open(':memory:');
    const url = databaseOf(mongo.url);
    const begin = (): Promise<Instance> => Instance.begin(log, url, { leaseMs, sweepAfterMs: 20 });
    let [owner, other] = [await begin(), await begin()];
    let last = 0;
    for (let round = 0; round < 4; round += 1) {
      for (let n = 0; n < 20; n += 1) {
        last = await add(log, `k${n % 7}`, n);
        if (n % 3 === 0) last = await remove(log, `k${n % 5}`);
        if (n % 10 === 0) await sleep(30);
      }
      await owner.end();
      // Before there is another one that could be first.
      await eventually(() => expect(other.state).toBe('live'));
      [owner, other] = [other, await begin()];
      await owner.reader.atLeast(last);
    }
    for (let n = 0; n < 7; n += 1) await remove(log, `k${n}`);
    await eventually(async () => {
      await owner.reader.atLeast(await add(log, 'b', 1));
      expect([...(await owner.views.load(['b', ...Array.from({ length: 7 }, (_, n) => `k${n}`)])).keys()]).toEqual(['b']);
    });
    await eventually(() => expect(owner.state).toBe('live'));
    expect(await verifyView(log, owner.store, owner.projector)).toMatchObject({ equal: true, documents: 1 });
    await Promise.all([owner.end(), other.end()]);
    await log.close();
  }, 60_000);
});
