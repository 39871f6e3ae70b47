import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StandaloneProcess } from './harness/standalone.process.js';
import { eventually } from './harness/wait.js';
import { root } from './harness/workspace.js';

const run = promisify(execFile);
const block = /```sh main-job\n([\s\S]*?)```/.exec(readFileSync(join(root, 'README.md'), 'utf8'))?.[1] ?? '';
const commands = block.trim().split('\n');

describe('the README', () => {
  const daybook = new StandaloneProcess();
  beforeAll(() => daybook.start(), 30_000);
  afterAll(() => daybook.stop());

  it('shows commands', () => {
    expect(commands.length).toBeGreaterThan(15);
    expect(commands.every((command) => command.startsWith('npx daybook '))).toBe(true);
  });

  it.each(commands)('%s', async (command) => {
    const words = command.replace('npx daybook', `"${process.execPath}" "${join(root, 'libs/cli/bin/daybook.js')}"`);
    const shell = () =>
      run('sh', ['-c', words], { cwd: root, env: { ...process.env, DAYBOOK_URL: daybook.url }, maxBuffer: 64 * 1024 * 1024 });
    // Deploying takes a moment, in which the next line of the README may come too early.
    const patient = /deployments (predict|switch|undeploy)/.test(command);
    const { stdout } = patient
      ? await eventually(() => shell().catch((error: unknown) => ({ stdout: '', stderr: String(error) })), (result) => result.stdout !== '')
      : await shell();
    expect(stdout.trim()).toMatch(/^\{[\s\S]*\}$/);
  }, 60_000);
});
