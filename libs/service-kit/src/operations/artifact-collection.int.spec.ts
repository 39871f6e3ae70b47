import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FileArtifactStore, type ArtifactRef, type ArtifactStore } from '@daybook/artifacts';
import { eventually, temporaryDirectory } from '@daybook/testing';
import { ArtifactCollection, type ArtifactCollectionOptions } from './artifact-collection.js';
import { ArtifactReferenceRegistry } from './artifact-references.js';

// What could not be collected by itself is logged, here on purpose.
Logger.overrideLogger(false);
const directory = temporaryDirectory();
let folders = 0;
let artifacts: ArtifactStore;
let references: ArtifactReferenceRegistry;
let collections: ArtifactCollection[] = [];

beforeEach(async () => {
  folders += 1;
  artifacts = await FileArtifactStore.open(`${directory}/${folders}`);
  references = new ArtifactReferenceRegistry();
});
afterEach(async () => {
  for (const collection of collections) await collection.beforeApplicationShutdown();
  collections = [];
});

const put = (text: string): Promise<ArtifactRef> =>
  artifacts.put(
    (async function* content() {
      yield new TextEncoder().encode(text);
    })(),
  );
/** Everything is old enough, unless said otherwise. */
const collection = (options: Partial<ArtifactCollectionOptions> = {}): ArtifactCollection => {
  const store = { headPosition: async () => 7 };
  const made = new ArtifactCollection({ store, artifacts, references }, { graceMs: -60_000, everyMs: 0, kinds: ['models', 'tables'], ...options });
  collections.push(made);
  return made;
};
const enter = (of: string, ...refs: readonly ArtifactRef[]): number[] => {
  const asked: number[] = [];
  references.enter({
    of,
    async *at(position) {
      asked.push(position);
      yield* refs.map(({ sha256 }) => sha256);
    },
  });
  return asked;
};

describe('Collecting artifacts', () => {
  it('deletes what none of those refer to who could, as of the head of the log', async () => {
    const [model, table, lost] = [await put('model'), await put('table'), await put('lost')];
    const asked = [...enter('models', model), ...enter('tables', table)];
    expect(await collection().collect(false)).toEqual({ kept: 2, deleted: 1, deletedBytes: 4, dryRun: false, referenced: 2, position: 7 });
    expect(asked.every((position) => position === 7)).toBe(true);
    expect(await artifacts.stat(lost.sha256)).toBeNull();
    expect(await artifacts.stat(model.sha256)).not.toBeNull();
  });

  it('spares what is young: it may be about to be referred to', async () => {
    await put('just uploaded');
    enter('models');
    enter('tables');
    expect(await collection({ graceMs: 60_000 }).collect(false)).toMatchObject({ kept: 1, deleted: 0 });
  });

  it('deletes nothing in a dry run, nor where somebody cannot say what they refer to', async () => {
    const lost = await put('lost');
    enter('models');
    await expect(collection().collect(false)).rejects.toMatchObject({ code: 'artifact-references-unknown', missing: ['tables'] });
    enter('tables');
    expect(await collection().collect(true)).toMatchObject({ deleted: 1, dryRun: true });
    references.enter({
      of: 'tables',
      at: () => {
        throw new Error('the view is behind');
      },
    });
    await expect(collection().collect(false)).rejects.toThrow('the view is behind');
    expect(await artifacts.stat(lost.sha256)).not.toBeNull();
  });

  it('is done by one at a time', async () => {
    enter('models');
    enter('tables');
    const one = collection();
    const first = one.collect(false);
    await expect(one.collect(false)).rejects.toMatchObject({ code: 'artifact-collection-running' });
    await first;
    expect(await one.collect(false)).toMatchObject({ deleted: 0 });
  });

  it('does not happen by itself where it is another instance’s turn', async () => {
    const lost = await put('lost');
    enter('models');
    enter('tables');
    let asked = 0;
    let isTurn = false;
    const parts = { store: { headPosition: async () => 7 }, artifacts, references, isTurn: async () => ((asked += 1), isTurn) };
    const scheduled = new ArtifactCollection(parts, { graceMs: -60_000, everyMs: 10, kinds: ['models', 'tables'] });
    collections.push(scheduled);
    scheduled.onApplicationBootstrap();
    await eventually(() => expect(asked).toBeGreaterThan(2));
    expect(await artifacts.stat(lost.sha256)).not.toBeNull();
    isTurn = true;
    await eventually(async () => expect(await artifacts.stat(lost.sha256)).toBeNull());
  });

  it('happens by itself, and again after it could not', async () => {
    const lost = await put('lost');
    enter('models');
    const scheduled = collection({ everyMs: 10 });
    scheduled.onApplicationBootstrap();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(await artifacts.stat(lost.sha256)).not.toBeNull();
    enter('tables');
    await eventually(async () => expect(await artifacts.stat(lost.sha256)).toBeNull());
  });
});
