import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { workChannel, type Work } from '@daybook/event-store';
import { eventually } from '@daybook/testing';
import type { Fact } from '../fact.types.js';
import { relayed } from './relayed.facts.js';

const fact = (position: number, traceparent?: string): Fact => ({
  id: `00000000-0000-4000-8000-00000000000${position}`,
  type: 'daybook.repository.renamed.v1',
  topic: 'repositories',
  key: 'a',
  subject: 'repository-a',
  time: '2026-01-01T00:00:00.000Z',
  position,
  revision: position,
  actor: 'anna',
  correlationId: 'c1',
  ...(traceparent === undefined ? {} : { traceparent }),
  data: { repositoryId: 'a', name: String(position), at: '2026-01-01T00:00:00.000Z' },
});

describe('Handing facts on', () => {
  const ended: Work[] = [];
  const nothing = (): void => undefined;
  // As a tracer does: its own context takes the place of the one that the work continues.
  const listeners = {
    start: (work: Work) => void (work.traceparent = `relay of ${work.traceparent}`),
    end: nothing,
    asyncStart: nothing,
    asyncEnd: (work: Work) => void ended.push(work),
    error: nothing,
  };
  beforeEach(() => {
    ended.length = 0;
    workChannel.subscribe(listeners);
  });
  afterEach(() => workChannel.unsubscribe(listeners));

  it('tells each fact of a trace with the relay as its parent, and the others as they are', async () => {
    const told: (string | undefined)[] = [];
    const done = await relayed([fact(1, 'x'), fact(2), fact(3, 'y')], async (facts) => {
      told.push(...facts.map(({ traceparent }) => traceparent));
      expect(ended).toEqual([]);
      return true;
    });
    expect(done).toBe(true);
    expect(told).toEqual(['relay of x', undefined, 'relay of y']);
    await eventually(() =>
      expect(ended.map(({ name, outcome, attributes }) => [name, outcome, attributes['position']])).toEqual([
        ['daybook.repository.renamed.v1', 'acknowledged', 1],
        ['daybook.repository.renamed.v1', 'acknowledged', 3],
      ]),
    );
  });

  it('ends what it has begun also when the broker did not acknowledge or the handing broke off', async () => {
    expect(await relayed([fact(1, 'x')], async () => false)).toBe(false);
    await expect(relayed([fact(2, 'y')], async () => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
    await eventually(() => expect(ended.map(({ outcome }) => outcome)).toEqual(['interrupted', 'interrupted']));
  });
});
