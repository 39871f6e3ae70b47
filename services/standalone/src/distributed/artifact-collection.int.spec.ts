import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Global, Module, type DynamicModule, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { ArtifactRef, ArtifactStore } from '@daybook/artifacts';
import { S3ArtifactStore } from '@daybook/artifacts/s3';
import { SqliteEventStore } from '@daybook/event-store';
import { ARTIFACT_STORE, EVENT_STORE } from '@daybook/messaging';
import { referringDatasets } from '@daybook/repository/artifact-references';
import { ArtifactCollection, type ReferringView } from '@daybook/service-kit';
import { databaseAt, describeWith } from '@daybook/testing';
import { referringRuns } from '@daybook/training-orchestrator/artifact-references';
import { referringVersions } from '@daybook/versioning/artifact-references';
import { MongoViewStore, ProjectionRegistry, VIEW_STORE, type ViewCollection } from '@daybook/views';
import { ArtifactCollectionModule } from './artifact-collection.module.js';

// Everything is old enough.
const options = { graceMs: -60_000, everyMs: 0, kinds: ['datasets', 'versions', 'runs'] };
const waitMs = 60_000;

await describeWith(['mongo', 's3'], 'the artifacts of services that share servers only', (mongo, s3) => {
  let log: SqliteEventStore;
  let views: MongoViewStore;
  /** As other processes have them, which keep the views. */
  let elsewhere: MongoViewStore;
  let artifacts: ArtifactStore;
  let app: INestApplicationContext;
  let collection: ArtifactCollection;

  const portsModule = (): DynamicModule => {
    @Global()
    @Module({})
    class Ports {}
    const ports = [
      { provide: EVENT_STORE, useValue: log },
      { provide: VIEW_STORE, useValue: views },
      { provide: ARTIFACT_STORE, useValue: artifacts },
      { provide: ProjectionRegistry, useValue: new ProjectionRegistry(log, views) },
    ];
    return { module: Ports, providers: ports, exports: ports };
  };
  const put = (text: string): Promise<ArtifactRef> =>
    artifacts.put(
      (async function* content() {
        yield new TextEncoder().encode(text);
      })(),
    );
  const kept = async <View>({ projection }: ReferringView<View>): Promise<ViewCollection<View>> => {
    const view = await elsewhere.open<View>(projection.name, projection.indexes ?? []);
    expect(await view.lease?.hold()).toBe(true);
    return view;
  };
  /** What its owner writes: one document, and how far the view is. */
  const shows = async <View>(referring: ReferringView<View>, view: Partial<View> | null, checkpoint: number): Promise<void> => {
    const writes = view === null ? [] : [{ id: randomUUID(), expectedPosition: null, position: checkpoint, view: view as View }];
    await (await kept(referring)).write(writes, checkpoint);
  };

  beforeEach(async () => {
    const url = databaseAt(mongo.url, `collection-${randomUUID()}`);
    [views, elsewhere] = [await MongoViewStore.connect(url), await MongoViewStore.connect(url)];
    const bucket = `collection-${randomUUID()}`;
    artifacts = await S3ArtifactStore.open({ endpoint: s3.url, region: 'us-east-1', bucket, ...s3.credentials, forcePathStyle: true });
    log = SqliteEventStore.open(':memory:');
    const event = { id: randomUUID(), type: 'Anything', schemaVersion: 1, data: {}, metadata: { actor: 'anna', correlationId: 'c1' } };
    await log.append('anything-1', [event], 'no-stream');
    const module = class Root {};
    Module({ imports: [portsModule(), ArtifactCollectionModule.forRoot(options)] })(module);
    app = await NestFactory.createApplicationContext(module, { logger: false });
    collection = app.get(ArtifactCollection);
  }, waitMs);
  afterEach(async () => {
    await app.close();
    await Promise.all([views.close(), elsewhere.close(), artifacts.close(), log.close()]);
  }, waitMs);

  it('stay while a view of any service refers to them, and go when none does', async () => {
    const [table, profile, model, checkpoint, lost] = [await put('t'), await put('p'), await put('m'), await put('c'), await put('lost')];
    await shows(referringDatasets, { artifact: table, profile }, 1);
    await shows(referringVersions, { model }, 1);
    const latest = { attempt: 1, epoch: 1, artifact: checkpoint };
    await shows(referringRuns, { status: 'working', artifacts: null, checkpoints: { latest } }, 1);
    expect(await collection.collect(true)).toMatchObject({ deleted: 1, referenced: 4, position: 1, dryRun: true });
    expect(await collection.collect(false)).toMatchObject({ kept: 4, deleted: 1, deletedBytes: 4, position: 1 });
    expect(await artifacts.stat(lost.sha256)).toBeNull();
    for (const { sha256 } of [table, profile, model, checkpoint]) expect(await artifacts.stat(sha256)).not.toBeNull();
  }, waitMs);

  it('are not judged before the views of the others reflect the head of the log', async () => {
    const model = await put('m');
    await shows(referringDatasets, null, 1);
    await shows(referringRuns, null, 1);
    const collecting = collection.collect(false);
    await shows(referringVersions, { model }, 1);
    expect(await collecting).toMatchObject({ kept: 1, deleted: 0, referenced: 1 });
  }, waitMs);
});
