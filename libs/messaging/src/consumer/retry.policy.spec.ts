import { describe, expect, it } from '@jest/globals';
import { DomainError } from '@daybook/event-sourcing';
import { TryOverdue } from '../messaging.errors.js';
import { tryRepeatedly } from './retry.policy.js';

class Away extends DomainError {
  readonly code = 'event-store-unavailable';
}
const policy = { tries: 3, firstDelayMs: 0, maxDelayMs: 0, tryMs: 60_000, waitOut: { 'event-store-unavailable': Infinity } };
const endless = { signal: new AbortController().signal, waits: () => undefined };

/** Fails as told, then works. */
const scripted = (errors: Error[]) => {
  const calls = { count: 0 };
  const task = async (): Promise<void> => {
    calls.count += 1;
    const error = errors.shift();
    if (error !== undefined) throw error;
  };
  return { calls, task };
};

describe('trying repeatedly', () => {
  it('tries until it works', async () => {
    const { calls, task } = scripted([new Error('1'), new Error('2')]);
    expect(await tryRepeatedly(task, policy, endless)).toEqual({ status: 'applied' });
    expect(calls.count).toBe(3);
  });

  it('gives up with the last error when the tries are used up', async () => {
    const { task } = scripted([new Error('1'), new Error('2'), new Error('3'), new Error('4')]);
    expect(await tryRepeatedly(task, policy, endless)).toEqual({ status: 'failed', error: new Error('3'), tries: 3 });
  });

  it('does not count the tries in which the log was away', async () => {
    const { calls, task } = scripted([...Array.from({ length: 20 }, () => new Away('gone')), new Error('1'), new Error('2')]);
    const waited: string[] = [];
    const waits = (error: unknown): void => void waited.push(String(error));
    expect(await tryRepeatedly(task, policy, { ...endless, waits })).toEqual({ status: 'applied' });
    expect(calls.count).toBe(23);
    expect(waited).toEqual(['Away: gone']);
  });

  it('counts them from when they have been waited out for long enough', async () => {
    const { task } = scripted(Array.from({ length: 20 }, () => new Away('gone')));
    const impatient = { ...policy, waitOut: { 'event-store-unavailable': 0 } };
    expect(await tryRepeatedly(task, impatient, endless)).toEqual({ status: 'failed', error: new Away('gone'), tries: 3 });
  });

  it('counts a try that does not end', async () => {
    const outcome = await tryRepeatedly(() => new Promise(() => undefined), { ...policy, tryMs: 5 }, endless);
    expect(outcome).toEqual({ status: 'failed', error: new TryOverdue(5), tries: 3 });
  });

  it('ends the waiting with the signal and says that nothing is decided', async () => {
    const stopping = new AbortController();
    const waiting = tryRepeatedly(() => Promise.reject(new Error('1')), { ...policy, firstDelayMs: 60_000, maxDelayMs: 60_000 }, {
      ...endless,
      signal: stopping.signal,
    });
    stopping.abort();
    expect(await waiting).toEqual({ status: 'interrupted' });
  });
});
