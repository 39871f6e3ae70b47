import { existsSync, readdirSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { spawnSource, temporaryDirectory } from '@daybook/testing';

const main = fileURLToPath(new URL('./fixtures/installing.main.ts', import.meta.url));

describe('An installation', () => {
  const local = temporaryDirectory();
  const installed = join(local, 'parts', 'something-1');

  it('is made again, and whole, where the one who made it was killed', async () => {
    const killed = spawnSource(main, [local, '3600000']);
    await once(killed.stdout, 'data');
    expect(existsSync(installed)).toBe(false);
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    const next = spawnSource(main, [local, '0']);
    expect(await text(next.stdout)).toBe('fills\n');
    expect(readdirSync(installed).sort()).toEqual(['first', 'second']);
    expect(readdirSync(join(local, 'parts')).sort()).toEqual(['something-1', 'something-1.lock']);
  });

  it('is made by one of several who want it at the same time, and found by all others', async () => {
    const another = join(local, 'another');
    const said = await Promise.all(Array.from({ length: 4 }, () => text(spawnSource(main, [another, '300']).stdout)));
    expect(said.filter((line) => line === 'fills\n')).toHaveLength(1);
    expect(said.filter((line) => line === '')).toHaveLength(3);
    expect(await text(spawnSource(main, [another, '0']).stdout)).toBe('');
  });
});
