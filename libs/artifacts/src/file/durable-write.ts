import { createHash } from 'node:crypto';
import type { open, FileHandle } from 'node:fs/promises';
import { ArtifactTooLarge } from '../artifact-store.errors.js';
import type { ArtifactRef } from '../artifact-store.port.js';
import { orFull } from './system-error.js';

/** How files are opened; a test may give one whose disk is full. */
export type OpenFile = typeof open;

type Target = Readonly<{ path: string; openFile: OpenFile; maxSizeBytes: number }>;

/** Writes a new file through to the disk and says what it is. @throws ArtifactTooLarge, ArtifactStoreFull */
export const writeDurably = async (content: AsyncIterable<Uint8Array>, { path, openFile, maxSizeBytes }: Target): Promise<ArtifactRef> => {
  const file = await orFull(openFile(path, 'wx'));
  try {
    const ref = await writeTo(file, content, maxSizeBytes);
    await orFull(file.sync());
    return ref;
  } finally {
    await file.close();
  }
};

const writeTo = async (file: FileHandle, content: AsyncIterable<Uint8Array>, maxSizeBytes: number): Promise<ArtifactRef> => {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of content) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > maxSizeBytes) throw new ArtifactTooLarge(maxSizeBytes);
    hash.update(chunk);
    await orFull(file.writeFile(chunk));
  }
  return { sha256: hash.digest('hex'), sizeBytes };
};
