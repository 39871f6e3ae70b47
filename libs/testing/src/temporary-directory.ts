import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';

/** A new directory that is gone after the tests of the describe block (or file) it is called in. */
export const temporaryDirectory = (): string => {
  const directory = mkdtempSync(join(tmpdir(), 'daybook-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
};
