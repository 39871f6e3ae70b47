import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { processIdentity } from './process-identity.js';

describe.each([process.platform, 'darwin'] as const)('the identity of a process, asked as on %s', (platform) => {
  it('stays while it runs and is nothing once it has ended', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)']);
    const exited = once(child, 'exit');
    const identity = await processIdentity(child.pid as number, platform);
    expect(identity).toMatch(/\d/);
    expect(await processIdentity(child.pid as number, platform)).toBe(identity);
    child.kill('SIGKILL');
    await exited;
    expect(await processIdentity(child.pid as number, platform)).toBeNull();
  });
});

it('tells processes apart that were started one after the other', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)']);
  expect(await processIdentity(child.pid as number)).not.toBe(await processIdentity(process.pid));
  child.kill('SIGKILL');
  await once(child, 'exit');
});
