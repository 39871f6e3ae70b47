import { afterEach, describe, expect, it } from '@jest/globals';
import { observed, workChannel, type Work } from './work.channel.js';

describe('work under observation', () => {
  const heard: string[] = [];
  const listeners = {
    start: (work: Work) => {
      heard.push(`start ${work.name}`);
      work.traceparent = `${work.traceparent ?? 'root'}/${work.name}`;
    },
    error: (work: Work & { error?: unknown }) => void heard.push(`error ${String(work.error)}`),
    asyncEnd: (work: Work) => void heard.push(`end ${work.name} ${work.outcome ?? ''}`),
  };
  const work = (): Work => ({ kind: 'command', name: 'Create', attributes: {} });
  afterEach(() => {
    workChannel.unsubscribe(listeners as never);
    heard.length = 0;
  });

  it('is done all the same while nobody looks', async () => {
    expect(await observed(work(), async ({ traceparent }) => traceparent ?? 'none')).toBe('none');
    await expect(observed(work(), () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  });

  it('is announced, may be given another trace to hand on, and tells how it ended', async () => {
    workChannel.subscribe(listeners as never);
    const handedOn = await observed({ ...work(), traceparent: 'a' }, async (own) => {
      own.outcome = 'appended';
      return own.traceparent;
    });
    expect(handedOn).toBe('a/Create');
    await expect(observed(work(), () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(heard).toEqual(['start Create', 'end Create appended', 'start Create', 'error Error: no', 'end Create ']);
  });
});
