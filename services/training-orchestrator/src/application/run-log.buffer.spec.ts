import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { CommandContext } from '@daybook/event-store';
import { at } from '../fixtures/run.fixture.js';
import { RunLogBuffer } from './run-log.buffer.js';
import type { RunHandler } from './run.handler.js';

// One of the specs makes the buffer warn.
beforeAll(() => Logger.overrideLogger(false));
afterAll(() => Logger.overrideLogger(true));

type Logged = Parameters<RunHandler['log']>;

const bufferWith = (fail = false) => {
  const logged: Logged[] = [];
  const log = async (...call: Logged): Promise<void> => {
    if (fail) throw new Error('no log today');
    logged.push(call);
  };
  return { logged, buffer: new RunLogBuffer({ log } as unknown as RunHandler) };
};
const said = (sequence: number, line = `line ${sequence}`, attempt = 1) => ({ runId: 'r1', attempt, engineId: 'e1', sequence, line, at });

describe('Lines that a run says', () => {
  it('are written together, in their order, under one identity', async () => {
    const [one, two] = [bufferWith(), bufferWith()];
    for (const { buffer } of [one, two]) {
      buffer.add(said(1));
      buffer.add(said(2));
      await buffer.flush('r1', 1);
      await buffer.flush('r1', 1);
    }
    const lines = [1, 2].map((sequence) => ({ sequence, line: `line ${sequence}`, at }));
    expect(one.logged).toEqual([['r1', { attempt: 1, lines, omitted: 0 }, expect.objectContaining({ actor: 'engine:e1' })]]);
    expect((one.logged[0]?.[2] as CommandContext).commandId).toBe((two.logged[0]?.[2] as CommandContext).commandId);
  });

  it('are the latest when they are too many, and cut when they are too long', async () => {
    const { logged, buffer } = bufferWith();
    for (let sequence = 1; sequence <= 150; sequence += 1) buffer.add(said(sequence, 'x'.repeat(5000)));
    await buffer.flush('r1', 1);
    const [[, batch] = []] = logged;
    expect(batch).toMatchObject({ omitted: 50 });
    expect(batch?.lines).toHaveLength(100);
    expect(batch?.lines[0]).toEqual({ sequence: 51, line: 'x'.repeat(2000), at });
  });

  it('of one attempt wait for nobody else', async () => {
    const { logged, buffer } = bufferWith();
    buffer.add(said(1));
    buffer.add(said(1, 'again', 2));
    await buffer.flush('r1', 2);
    expect(logged.map(([, { attempt }]) => attempt)).toEqual([2]);
  });

  it('are written when the service ends, which ends also when they cannot be', async () => {
    const [working, failing] = [bufferWith(), bufferWith(true)];
    for (const { buffer } of [working, failing]) {
      buffer.add(said(1));
      await buffer.onApplicationShutdown();
    }
    expect(working.logged).toHaveLength(1);
  });
});
