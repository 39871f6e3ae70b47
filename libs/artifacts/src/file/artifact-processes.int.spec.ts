import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSource } from '@daybook/testing';
import { sha256Of } from '../artifact-store.contract.js';
import { FileArtifactStore } from './file-artifact-store.js';

const putting = fileURLToPath(new URL('../fixtures/putting.main.ts', import.meta.url));

describe('processes that put artifacts into one directory', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'daybook-artifacts-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const start = (mode: string): ChildProcessWithoutNullStreams => spawnSource(putting, [directory, mode]);

  /** Kills a process in the middle of its puts and gives the lines that it had printed in full. */
  const acknowledgedUntilKilled = async (count: number): Promise<readonly string[]> => {
    const child = start('random');
    const exited = once(child, 'exit');
    const lines: string[] = [];
    for await (const line of createInterface(child.stdout)) {
      lines.push(line);
      if (lines.length === count) child.kill('SIGKILL');
    }
    expect(await exited).toEqual([null, 'SIGKILL']);
    return lines.filter((line) => /^[0-9a-f]{64} \d+$/.test(line));
  };

  it('lose nothing that they have acknowledged when they are killed, and leave nothing half-written', async () => {
    const acknowledged: string[] = [];
    for (const count of [1, 30, 75]) {
      acknowledged.push(...(await acknowledgedUntilKilled(count)));
      const store = await FileArtifactStore.open(directory);
      for (const line of acknowledged) {
        const [sha256 = '', size] = line.split(' ');
        expect(await store.read(sha256)).toHaveLength(Number(size));
      }
      for await (const { sha256, sizeBytes } of store.list()) expect(await store.read(sha256)).toHaveLength(sizeBytes);
    }
    expect(acknowledged.length).toBeGreaterThanOrEqual(1 + 30 + 75);
  });

  it('store the same contents once, at the same time', async () => {
    const printed = await Promise.all(
      Array.from({ length: 3 }, async () => {
        const child = start('same');
        const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
        expect(code).toBe(0);
        return output;
      }),
    );
    const expected = Array.from({ length: 50 }, (_, index) => sha256Of(Buffer.alloc(20_000, index)));
    expect(printed).toEqual(Array.from({ length: 3 }, () => expected.map((sha256) => `${sha256} 20000\n`).join('')));
    const store = await FileArtifactStore.open(directory);
    const found: string[] = [];
    for await (const { sha256 } of store.list()) found.push(sha256);
    expect(found.sort()).toEqual(expected.sort());
    for (const sha256 of expected) await store.read(sha256);
    expect(readdirSync(join(directory, 'incoming'))).toEqual([]);
  });
});
