import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { open as openFile, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { artifactStoreContract, chunked, sha256Of } from '../artifact-store.contract.js';
import type { OpenFile } from './durable-write.js';
import { FileArtifactStore } from './file-artifact-store.js';

const newDirectory = (): string => mkdtempSync(join(tmpdir(), 'daybook-artifacts-'));
const pathIn = (directory: string, sha256: string): string => join(directory, sha256.slice(0, 2), sha256.slice(2, 4), sha256);

artifactStoreContract('a directory of files', async () => {
  const directory = newDirectory();
  return {
    store: await FileArtifactStore.open(directory),
    overwrite: async (sha256, bytes) => {
      mkdirSync(dirname(pathIn(directory, sha256)), { recursive: true });
      writeFileSync(pathIn(directory, sha256), bytes);
    },
    dispose: async () => rmSync(directory, { recursive: true }),
  };
});

describe('a directory of artifacts', () => {
  let directory: string;
  let store: FileArtifactStore;

  beforeEach(async () => {
    directory = newDirectory();
    store = await FileArtifactStore.open(directory);
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const incoming = (): readonly string[] => readdirSync(join(directory, 'incoming'));
  /** A file system on which nothing more fits after some writes. */
  const fullAfter = (writes: number, code: string): OpenFile => async (...given) => {
    const file = await openFile(...given);
    let left = writes;
    const writeFile: FileHandle['writeFile'] = async (...data) => {
      if (left === 0) throw Object.assign(new Error(`${code}: no space left on device, write`), { code });
      left -= 1;
      return file.writeFile(...data);
    };
    return new Proxy(file, { get: (target, key) => (key === 'writeFile' ? writeFile : bound(target, key)) });
  };
  const bound = (target: FileHandle, key: string | symbol): unknown => {
    const value: unknown = Reflect.get(target, key);
    return typeof value === 'function' ? (value.bind(target) as unknown) : value;
  };

  it('keeps a content in one file, two directories down, and nothing else', async () => {
    const { sha256 } = await store.put(chunked(randomBytes(100)));
    await store.put(chunked(randomBytes(100)), { maxSizeBytes: 99 }).catch(() => undefined);
    expect(statSync(pathIn(directory, sha256)).size).toBe(100);
    expect(incoming()).toEqual([]);
  });

  it('is the same store to whoever opens it next', async () => {
    const bytes = randomBytes(100);
    const { sha256 } = await store.put(chunked(bytes));
    expect(await (await FileArtifactStore.open(directory)).read(sha256)).toEqual(bytes);
  });

  it('removes what a crash has left half-written, once it is old', async () => {
    const [old, young] = [randomUUID(), randomUUID()];
    for (const name of [old, young]) writeFileSync(join(directory, 'incoming', name), 'half');
    utimesSync(join(directory, 'incoming', old), new Date(0), new Date(0));
    await FileArtifactStore.open(directory);
    expect(incoming()).toEqual([young]);
  });

  it('brings back what a crash has left half-deleted', async () => {
    const bytes = randomBytes(100);
    const { sha256 } = await store.put(chunked(bytes));
    renameSync(pathIn(directory, sha256), join(directory, 'incoming', `${sha256}.${randomUUID()}`));
    expect(await store.stat(sha256)).toBeNull();
    const next = await FileArtifactStore.open(directory);
    expect(await next.read(sha256)).toEqual(bytes);
    expect(incoming()).toEqual([]);
  });

  it.each(['ENOSPC', 'EDQUOT'])('says that it is full on %s, keeps nothing of it and goes on', async (code) => {
    const full = await FileArtifactStore.open(directory, fullAfter(2, code));
    await expect(full.put(chunked(randomBytes(5000)))).rejects.toMatchObject({ code: 'artifact-store-full', cause: { code } });
    expect(incoming()).toEqual([]);
    const bytes = randomBytes(1500);
    expect(await full.put(chunked(bytes))).toEqual({ sha256: sha256Of(bytes), sizeBytes: 1500 });
  });

  it('does not call itself full when the sender is', async () => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield randomBytes(10);
      throw Object.assign(new Error('the sender has no room'), { code: 'ENOSPC' });
    }
    await expect(store.put(failing())).rejects.toThrow('the sender has no room');
  });

  it('lists past files that are no artifacts', async () => {
    const { sha256 } = await store.put(chunked(randomBytes(10)));
    writeFileSync(join(directory, 'README'), 'not one');
    mkdirSync(join(directory, 'lost+found'));
    writeFileSync(join(dirname(pathIn(directory, sha256)), 'stray'), 'not one');
    const names: string[] = [];
    for await (const artifact of store.list()) names.push(artifact.sha256);
    expect(names).toEqual([sha256]);
    expect(existsSync(join(directory, 'README'))).toBe(true);
  });
});
