import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Controller, Global, Module, type DynamicModule, type INestMicroservice, type Type } from '@nestjs/common';
import { Payload, type CustomTransportStrategy } from '@nestjs/microservices';
import { Test } from '@nestjs/testing';
import { DomainError } from '@daybook/event-sourcing';
import type { EventStore } from '@daybook/event-store';
import { CONSUMER_PROGRESS, type ConsumerProgress } from './consumer-progress.port.js';
import { DEAD_LETTERS, type DeadLetterQueue } from './dead-letter-queue.port.js';
import type { Fact } from './fact.types.js';
import { append } from './fixtures/notes.fixture.js';
import { EVENT_STORE } from './messaging.port.js';
import { Reaction } from './reaction.decorator.js';

class Unwell extends DomainError {
  readonly code = 'unwell';
}

const seen = { alpha: [] as string[], beta: [] as string[] };
let poison = new Set<string>();

@Controller()
class AlphaReactions {
  @Reaction('alpha', 'daybook.repository.created.v1')
  async onCreated(@Payload() { key, data }: Fact<'daybook.repository.created.v1'>): Promise<void> {
    if (poison.has(data.name)) throw new Unwell(`${data.name} is poison`);
    seen.alpha.push(`${key}:${data.name}`);
  }

  @Reaction('alpha', 'daybook.repository.renamed.v1')
  async onRenamed(@Payload() { key, data }: Fact<'daybook.repository.renamed.v1'>): Promise<void> {
    seen.alpha.push(`${key}:${data.name}`);
  }
}

/** Listens on behalf of `beta`. */
@Controller()
export class BetaReactions {
  @Reaction('beta', 'daybook.repository.created.v1')
  onCreated(@Payload() { key, data }: Fact<'daybook.repository.created.v1'>): void {
    seen.beta.push(`${key}:${data.name}`);
  }
}

/** Three quick tries. */
export const contractPolicy = { tries: 3, firstDelayMs: 1, maxDelayMs: 2, tryMs: 60_000, waitOut: {} } as const;

type Transport = CustomTransportStrategy & { pause(consumer: string): void; resume(consumer: string): void };
/** One installation: its log, and how a service of it is put together. It outlives the applications that are started on it. */
export type MessagingRig = Readonly<{
  store: EventStore;
  module: () => DynamicModule;
  transport: Type<Transport>;
  end: () => Promise<void>;
}>;

const patienceMs = 30_000;

/** What every transport promises to those who listen: at least once, in order per key, duplicates dropped, nothing lost behind poison. */
export const messagingContract = (rigged: () => Promise<MessagingRig>): void => {
  let rig: MessagingRig;
  let store: EventStore;
  let app: INestMicroservice | undefined;

  const start = async () => {
    @Global()
    @Module({ providers: [{ provide: EVENT_STORE, useValue: rig.store }], exports: [EVENT_STORE] })
    class StoreModule {}
    const module = await Test.createTestingModule({
      imports: [StoreModule, rig.module()],
      controllers: [AlphaReactions, BetaReactions],
    }).compile();
    const transport = module.get(rig.transport);
    app = module.createNestMicroservice({ strategy: transport, logger: false });
    await app.listen();
    return { progress: module.get<ConsumerProgress>(CONSUMER_PROGRESS), letters: module.get<DeadLetterQueue>(DEAD_LETTERS), transport };
  };

  beforeEach(async () => {
    rig = await rigged();
    store = rig.store;
    seen.alpha = [];
    seen.beta = [];
    poison = new Set();
  }, patienceMs);

  afterEach(async () => {
    await app?.close();
    app = undefined;
    await rig.end();
  }, patienceMs);

  it('gives each consumer its own delivery of one type, and only the types it handles', async () => {
    const { progress } = await start();
    await append(store, 'RepositoryCreated', 'a', '1');
    await append(store, 'RepositoryTouched', 'a');
    const head = await append(store, 'RepositoryRenamed', 'a', '2');
    expect(await progress.waitUntil('alpha', head, patienceMs)).toBe(true);
    expect(await progress.waitUntil('beta', head, patienceMs)).toBe(true);
    expect(seen).toEqual({ alpha: ['a:1', 'a:2'], beta: ['a:1'] });
  }, 2 * patienceMs);

  it('resumes after a restart where it was, and delivers what came meanwhile', async () => {
    const first = await start();
    expect(await first.progress.waitUntil('alpha', await append(store, 'RepositoryCreated', 'a', '1'), patienceMs)).toBe(true);
    await app?.close();
    const head = await append(store, 'RepositoryRenamed', 'a', '2');
    const second = await start();
    expect(await second.progress.waitUntil('alpha', head, patienceMs)).toBe(true);
    expect(seen.alpha).toEqual(['a:1', 'a:2']);
  }, 2 * patienceMs);

  it('parks what follows a poison message in its key while other keys and consumers go on', async () => {
    poison.add('bad');
    const { progress, letters } = await start();
    await append(store, 'RepositoryCreated', 'a', 'bad');
    await append(store, 'RepositoryRenamed', 'a', 'next');
    const head = await append(store, 'RepositoryCreated', 'b', 'fine');
    expect(await progress.waitUntil('alpha', head, patienceMs)).toBe(true);
    expect(await progress.waitUntil('beta', head, patienceMs)).toBe(true);
    // Keys have no order among each other.
    expect({ alpha: seen.alpha, beta: seen.beta.toSorted() }).toEqual({ alpha: ['b:fine'], beta: ['a:bad', 'b:fine'] });
    const { items } = await letters.list({ consumer: 'alpha', limit: 10 });
    expect(items.map(({ reason, attempts, failure }) => [reason, attempts, failure?.errorCode])).toEqual([
      ['failed', 3, 'unwell'],
      ['parked', 0, undefined],
    ]);
    expect(await progress.list()).toContainEqual(expect.objectContaining({ consumer: 'alpha', kind: 'fact', lag: 0, paused: false, halted: null }));
    expect(await progress.deadLetters()).toEqual([{ consumer: 'alpha', kind: 'fact', letters: 2 }]);
  }, 2 * patienceMs);

  it('applies parked messages in order once the first one was retried, and then lets new ones through', async () => {
    poison.add('bad');
    const { progress, letters } = await start();
    await append(store, 'RepositoryCreated', 'a', 'bad');
    const parked = await append(store, 'RepositoryRenamed', 'a', 'next');
    await progress.waitUntil('alpha', parked, patienceMs);
    const [first] = (await letters.list({ limit: 10 })).items;
    await expect(letters.retry(first?.id ?? '')).rejects.toThrow('bad is poison');
    expect((await letters.list({ limit: 10 })).items.map(({ attempts }) => attempts)).toEqual([6, 0]);
    poison.clear();
    await letters.retry(first?.id ?? '');
    await progress.waitUntil('alpha', await append(store, 'RepositoryRenamed', 'a', 'last'), patienceMs);
    expect(seen.alpha).toEqual(['a:bad', 'a:next', 'a:last']);
    expect((await letters.list({ limit: 10 })).items).toEqual([]);
    await expect(letters.retry(first?.id ?? '')).rejects.toMatchObject({ code: 'dead-letter-not-found' });
  }, 2 * patienceMs);

  it('goes on behind a discarded message, also when a restart came between', async () => {
    poison.add('bad');
    const first = await start();
    await append(store, 'RepositoryCreated', 'a', 'bad');
    const head = await append(store, 'RepositoryRenamed', 'a', 'next');
    await first.progress.waitUntil('alpha', head, patienceMs);
    await app?.close();
    const { letters, progress } = await start();
    const [bad] = (await letters.list({ limit: 1 })).items;
    await letters.discard(bad?.id ?? '', 'otto', 'made by a test');
    await progress.waitUntil('alpha', await append(store, 'RepositoryRenamed', 'a', 'last'), patienceMs);
    expect(seen.alpha).toEqual(['a:next', 'a:last']);
  }, 2 * patienceMs);

  it('halts before an own event that nobody knows', async () => {
    const { progress } = await start();
    const before = await append(store, 'RepositoryCreated', 'a', '1');
    await append(store, 'Unheard', 'a');
    const head = await append(store, 'RepositoryCreated', 'b', '2');
    expect(await progress.waitUntil('beta', before, patienceMs)).toBe(true);
    expect(await progress.waitUntil('beta', head, 500)).toBe(false);
    expect(seen.beta).toEqual(['a:1']);
  }, 2 * patienceMs);

  it('takes nothing while paused', async () => {
    const { progress, transport } = await start();
    transport.pause('alpha');
    const head = await append(store, 'RepositoryCreated', 'a', '1');
    expect(await progress.waitUntil('beta', head, patienceMs)).toBe(true);
    expect(seen.alpha).toEqual([]);
    transport.resume('alpha');
    expect(await progress.waitUntil('alpha', head, patienceMs)).toBe(true);
    expect(seen.alpha).toEqual(['a:1']);
  }, 2 * patienceMs);
};
