import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import type { ConsumerProgress, DeadLetter, DeadLetterQuery, DeadLetterQueue, LetterCount } from '@daybook/messaging';
import { ProjectionRegistry } from '@daybook/views';
import { newCommandContext } from '../http/command-context.decorator.js';
import { PageQuery } from '../http/page-query.dto.js';
import { OperationsController } from './operations.controller.js';

const letter = { id: 'l-1' } as DeadLetter;

const withFakes = (counts: () => readonly LetterCount[] = () => [{ consumer: 'versioning', kind: 'fact', letters: 1 }]) => {
  const asked: unknown[] = [];
  const letters: DeadLetterQueue = {
    list: async (query: DeadLetterQuery) => {
      asked.push(query);
      return { items: [letter], nextCursor: null };
    },
    retry: async (id) => {
      asked.push(['retry', id]);
      return letter;
    },
    discard: async (id, actor, reason) => {
      asked.push(['discard', id, actor, reason]);
      return letter;
    },
  };
  const standing = { consumer: 'versioning', kind: 'fact' as const, position: 7, lag: 2, skipped: null, paused: false, halted: null };
  const reports = { ...standing, kind: 'engine-report' as const, position: null };
  const consumers: ConsumerProgress = { waitUntil: async () => true, list: async () => [standing, reports], deadLetters: async () => counts() };
  const registry = new ProjectionRegistry({ headPosition: async () => 9 } as never, {} as never);
  const statuses: number[] = [];
  return {
    asked,
    standing,
    reports,
    statuses,
    reply: { status: (code: number) => statuses.push(code) },
    controller: new OperationsController(registry, consumers, letters),
  };
};

describe('operations', () => {
  it('show how far consumers are', async () => {
    const { controller, standing, reports } = withFakes();
    expect(await controller.listConsumers()).toEqual({ items: [{ ...standing, deadLetters: 1 }, { ...reports, deadLetters: 0 }] });
  });

  it('show that also while nobody can count the dead letters', async () => {
    const { controller, standing, reports } = withFakes(() => {
      throw new Error('gone');
    });
    expect(await controller.listConsumers()).toEqual({ items: [{ ...standing, deadLetters: null }, { ...reports, deadLetters: null }] });
  });

  it('name a projection that there is not', () => {
    const { controller, reply } = withFakes();
    expect(() => controller.rebuild('nothing-v1', reply)).toThrow('there is no projection nothing-v1');
    expect(() => controller.verify('nothing-v1', reply)).toThrow('there is no projection nothing-v1');
  });

  it('list dead letters of one consumer, page by page', async () => {
    const { controller, asked } = withFakes();
    await controller.listDeadLetters(new PageQuery());
    await controller.listDeadLetters(Object.assign(new PageQuery(), { consumer: 'versioning', cursor: 'l-0', limit: 5 }));
    expect(asked).toEqual([{ limit: 50 }, { consumer: 'versioning', after: 'l-0', limit: 5 }]);
  });

  it('keep who gave a letter up, and why', async () => {
    const { controller, asked, statuses, reply } = withFakes();
    await controller.discard('l-1', { ...newCommandContext('anna'), reason: 'tested by hand' }, reply);
    await controller.retry('l-2', reply);
    expect(asked).toEqual([
      ['discard', 'l-1', 'anna', 'tested by hand'],
      ['retry', 'l-2'],
    ]);
    expect(statuses).toEqual([200, 200]);
  });
});
