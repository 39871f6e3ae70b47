import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { artifactStoreContract, chunked } from '../artifact-store.contract.js';
import { collectGarbage } from '../garbage-collection.js';
import { FileArtifactStore } from './file-artifact-store.js';

const newDirectory = (): string => mkdtempSync(join(tmpdir(), 'daybook-artifacts-'));

artifactStoreContract('a directory of files', async () => {
  const directory = newDirectory();
  return { store: await FileArtifactStore.open(directory), dispose: async () => rmSync(directory, { recursive: true }) };
});

describe('a directory of artifacts', () => {
  let directory: string;
  let store: FileArtifactStore;

  beforeEach(async () => {
    directory = newDirectory();
    store = await FileArtifactStore.open(directory);
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const pathOf = (sha256: string): string => join(directory, sha256.slice(0, 2), sha256.slice(2, 4), sha256);

  it('notices bytes that are not what they were', async () => {
    const { sha256 } = await store.put(chunked(randomBytes(100)));
    writeFileSync(pathOf(sha256), randomBytes(100));
    await expect(store.read(sha256)).rejects.toMatchObject({ code: 'artifact-corrupt', sha256 });
  });

  it('removes what a crash has left half-written, once it is old', async () => {
    const [old, young] = ['old', 'young'].map((name) => join(directory, 'incoming', name));
    for (const path of [old, young]) writeFileSync(path ?? '', 'half');
    utimesSync(old ?? '', new Date(0), new Date(0));
    await FileArtifactStore.open(directory);
    expect(readdirSync(join(directory, 'incoming'))).toEqual(['young']);
  });

  it('gives up what nothing refers to, but spares what is young', async () => {
    const [kept, lost] = await Promise.all([randomBytes(10), randomBytes(20)].map((bytes) => store.put(chunked(bytes))));
    const isReferenced = async (sha256: string): Promise<boolean> => sha256 === kept?.sha256;
    expect(await collectGarbage(store, isReferenced, { olderThanMs: 60_000 })).toMatchObject({ kept: 2, deleted: 0 });
    const later = (): number => Date.now() + 120_000;
    expect(await collectGarbage(store, isReferenced, { olderThanMs: 60_000, now: later })).toEqual({ kept: 1, deleted: 1, deletedBytes: 20 });
    expect(await store.stat(lost?.sha256 ?? '')).toBeNull();
  });
});
