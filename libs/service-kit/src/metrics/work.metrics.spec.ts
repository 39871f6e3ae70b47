import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DomainError } from '@daybook/event-sourcing';
import { observed, workChannel, type Work } from '@daybook/event-store';
import { Registry } from 'prom-client';
import { measureWork } from './work.metrics.js';

class NotToday extends DomainError {
  readonly code = 'not-today';
}

describe('the measures of work', () => {
  let registry: Registry;
  let stop: () => void;
  beforeEach(() => {
    registry = new Registry();
    stop = measureWork(registry);
  });
  afterEach(() => stop());

  const work = (kind: Work['kind'], name: string, attributes = {}): Work => ({ kind, name, attributes });
  const counts = async (metric: string): Promise<readonly string[]> =>
    (await registry.metrics()).split('\n').filter((line) => line.startsWith(`${metric}_count`));

  it('count commands by type and outcome, a refusal by its code', async () => {
    const finish = (outcome: string) => observed(work('command', 'Create'), async (own) => void (own.outcome = outcome));
    await finish('appended');
    await finish('appended');
    await finish('replayed');
    await expect(observed(work('command', 'Create'), () => Promise.reject(new NotToday('no')))).rejects.toThrow('no');
    await expect(observed(work('command', 'Create'), () => Promise.reject(new Error('?')))).rejects.toThrow('?');
    expect(await counts('daybook_command_duration_seconds')).toEqual([
      'daybook_command_duration_seconds_count{command="Create",outcome="appended"} 2',
      'daybook_command_duration_seconds_count{command="Create",outcome="replayed"} 1',
      'daybook_command_duration_seconds_count{command="Create",outcome="not-today"} 1',
      'daybook_command_duration_seconds_count{command="Create",outcome="error"} 1',
    ]);
  });

  it('tell appends, and reactions by who reacts to what', async () => {
    await observed(work('append', 'append'), async () => undefined);
    await observed(work('reaction', 'daybook.version.queued.v1', { consumer: 'runs' }), async () => undefined);
    await observed(work('engine-report', 'phase', { consumer: 'runs' }), async () => undefined);
    expect(await counts('daybook_append_duration_seconds')).toEqual(['daybook_append_duration_seconds_count{outcome="done"} 1']);
    expect(await counts('daybook_reaction_duration_seconds')).toEqual([
      'daybook_reaction_duration_seconds_count{consumer="runs",type="daybook.version.queued.v1",outcome="done"} 1',
      'daybook_reaction_duration_seconds_count{consumer="runs",type="phase",outcome="done"} 1',
    ]);
  });

  it('end when they are stopped, and nothing is spent any more', async () => {
    stop();
    expect(workChannel.start.hasSubscribers).toBe(false);
    await observed(work('append', 'append'), async () => undefined);
    expect(await counts('daybook_append_duration_seconds')).toEqual([]);
  });
});
