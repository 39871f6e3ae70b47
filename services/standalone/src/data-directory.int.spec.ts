import { spawnSync } from 'node:child_process';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { sourceOptions, temporaryDirectory } from '@daybook/testing';
import { makeDataDirectory } from './data-directory.js';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const startWithinMs = 60_000;
const directory = temporaryDirectory();

/** The standalone as a process, for it may be one that no longer listens to anybody. */
const startIn = (dataDirectory: string) => {
  const others = Object.entries(process.env).filter(([variable]) => !variable.startsWith('DAYBOOK_'));
  const env = { ...Object.fromEntries(others), DAYBOOK_PORT: '0', DAYBOOK_DATA_DIR: dataDirectory };
  return spawnSync(process.execPath, [...sourceOptions, main], { env, encoding: 'utf8', timeout: startWithinMs, killSignal: 'SIGKILL' });
};

describe('The data directory', () => {
  it('is made with all that is above it, and left as it is where it is there', () => {
    const path = join(directory, 'a', 'b', 'c');
    for (let time = 0; time < 2; time += 1) makeDataDirectory(path);
    expect(statSync(path).isDirectory()).toBe(true);
  });

  it('cannot be a file, or below one', () => {
    const file = join(directory, 'file');
    writeFileSync(file, '');
    expect(() => makeDataDirectory(file)).toThrow('EEXIST');
    expect(() => makeDataDirectory(join(file, 'a'))).toThrow('ENOTDIR');
  });

  it('ends the start where it cannot be made', () => {
    const { status, stderr } = startIn('/proc/daybook/data');
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringMatching(/^Daybook cannot start: ENOENT: .*'\/proc\/daybook'\n$/) });
  }, 2 * startWithinMs);
});
