import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Global, Module, type INestMicroservice } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { Test } from '@nestjs/testing';
import { DomainError } from '@daybook/event-sourcing';
import { SqliteEventStore } from '@daybook/event-store';
import { CONSUMER_PROGRESS, type ConsumerProgress } from '../consumer-progress.port.js';
import { DEAD_LETTERS, type DeadLetterQueue } from '../dead-letter-queue.port.js';
import type { Fact } from '../fact.types.js';
import { append, notes } from '../fixtures/notes.fixture.js';
import { EVENT_STORE } from '../messaging.port.js';
import { EmbeddedMessagingModule } from '../messaging.module.js';
import { Reaction } from '../reaction.decorator.js';
import { EmbeddedTransport } from './embedded-transport.js';

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

@Controller()
class BetaReactions {
  @Reaction('beta', 'daybook.repository.created.v1')
  onCreated(@Payload() { key, data }: Fact<'daybook.repository.created.v1'>): void {
    seen.beta.push(`${key}:${data.name}`);
  }
}

const policy = { tries: 3, firstDelayMs: 1, maxDelayMs: 2, waitOut: [] };

describe('embedded messaging in a Nest application', () => {
  let directory: string;
  let store: SqliteEventStore;
  let app: INestMicroservice | undefined;

  const start = async () => {
    @Global()
    @Module({ providers: [{ provide: EVENT_STORE, useValue: store }], exports: [EVENT_STORE] })
    class StoreModule {}
    const stateFile = join(directory, 'consumers.sqlite');
    const module = await Test.createTestingModule({
      imports: [StoreModule, EmbeddedMessagingModule.forRoot({ publishings: notes, stateFile, policy })],
      controllers: [AlphaReactions, BetaReactions],
    }).compile();
    app = module.createNestMicroservice({ strategy: module.get(EmbeddedTransport), logger: false });
    await app.listen();
    const progress = module.get<ConsumerProgress>(CONSUMER_PROGRESS);
    const letters = module.get<DeadLetterQueue>(DEAD_LETTERS);
    return { progress, letters, transport: module.get(EmbeddedTransport) };
  };

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'messaging-'));
    store = SqliteEventStore.open(join(directory, 'log.sqlite'));
    seen.alpha = [];
    seen.beta = [];
    poison = new Set();
  });

  afterEach(async () => {
    await app?.close();
    app = undefined;
    await store.close();
    rmSync(directory, { recursive: true });
  });

  it('gives each consumer its own delivery of one type, and only the types it handles', async () => {
    const { progress } = await start();
    await append(store, 'RepositoryCreated', 'a', '1');
    await append(store, 'RepositoryTouched', 'a');
    const head = await append(store, 'RepositoryRenamed', 'a', '2');
    expect(await progress.waitUntil('alpha', head, 5000)).toBe(true);
    expect(await progress.waitUntil('beta', head, 5000)).toBe(true);
    expect(seen).toEqual({ alpha: ['a:1', 'a:2'], beta: ['a:1'] });
  });

  it('resumes after a restart where it was, and delivers what came meanwhile', async () => {
    const first = await start();
    expect(await first.progress.waitUntil('alpha', await append(store, 'RepositoryCreated', 'a', '1'), 5000)).toBe(true);
    await app?.close();
    const head = await append(store, 'RepositoryRenamed', 'a', '2');
    const second = await start();
    expect(await second.progress.waitUntil('alpha', head, 5000)).toBe(true);
    expect(seen.alpha).toEqual(['a:1', 'a:2']);
  });

  it('parks what follows a poison message in its key while other keys and consumers go on', async () => {
    poison.add('bad');
    const { progress, letters } = await start();
    await append(store, 'RepositoryCreated', 'a', 'bad');
    await append(store, 'RepositoryRenamed', 'a', 'next');
    const head = await append(store, 'RepositoryCreated', 'b', 'fine');
    expect(await progress.waitUntil('alpha', head, 5000)).toBe(true);
    expect(await progress.waitUntil('beta', head, 5000)).toBe(true);
    expect(seen).toEqual({ alpha: ['b:fine'], beta: ['a:bad', 'b:fine'] });
    const { items } = await letters.list({ consumer: 'alpha', limit: 10 });
    expect(items.map(({ reason, attempts, failure }) => [reason, attempts, failure?.errorCode])).toEqual([
      ['failed', 3, 'unwell'],
      ['parked', 0, undefined],
    ]);
    expect(await progress.list()).toContainEqual({ consumer: 'alpha', position: head, lag: 0, deadLetters: 2, paused: false, halted: null });
  });

  it('applies parked messages in order once the first one was retried, and then lets new ones through', async () => {
    poison.add('bad');
    const { progress, letters } = await start();
    await append(store, 'RepositoryCreated', 'a', 'bad');
    const parked = await append(store, 'RepositoryRenamed', 'a', 'next');
    await progress.waitUntil('alpha', parked, 5000);
    const [first] = (await letters.list({ limit: 10 })).items;
    await expect(letters.retry(first?.id ?? '')).rejects.toThrow('bad is poison');
    expect((await letters.list({ limit: 10 })).items.map(({ attempts }) => attempts)).toEqual([6, 0]);
    poison.clear();
    await letters.retry(first?.id ?? '');
    await progress.waitUntil('alpha', await append(store, 'RepositoryRenamed', 'a', 'last'), 5000);
    expect(seen.alpha).toEqual(['a:bad', 'a:next', 'a:last']);
    expect((await letters.list({ limit: 10 })).items).toEqual([]);
    await expect(letters.retry(first?.id ?? '')).rejects.toMatchObject({ code: 'dead-letter-not-found' });
  });

  it('goes on behind a discarded message, also when a restart came between', async () => {
    poison.add('bad');
    const first = await start();
    await append(store, 'RepositoryCreated', 'a', 'bad');
    const head = await append(store, 'RepositoryRenamed', 'a', 'next');
    await first.progress.waitUntil('alpha', head, 5000);
    await app?.close();
    const { letters, progress } = await start();
    const [bad] = (await letters.list({ limit: 1 })).items;
    await letters.discard(bad?.id ?? '', 'otto', 'made by a test');
    await progress.waitUntil('alpha', await append(store, 'RepositoryRenamed', 'a', 'last'), 5000);
    expect(seen.alpha).toEqual(['a:next', 'a:last']);
  });

  it('halts before an own event that nobody knows, and says so', async () => {
    const { progress } = await start();
    const before = await append(store, 'RepositoryCreated', 'a', '1');
    await append(store, 'Unheard', 'a');
    const head = await append(store, 'RepositoryCreated', 'b', '2');
    expect(await progress.waitUntil('beta', before, 5000)).toBe(true);
    expect(await progress.waitUntil('beta', head, 300)).toBe(false);
    const [standing] = (await progress.list()).filter(({ consumer }) => consumer === 'beta');
    expect(standing).toMatchObject({ position: before, halted: 'UnknownEvent: event type Unheard is unknown' });
    expect(seen.beta).toEqual(['a:1']);
  });

  it('takes nothing while paused', async () => {
    const { progress, transport } = await start();
    transport.pause('alpha');
    const head = await append(store, 'RepositoryCreated', 'a', '1');
    expect(await progress.waitUntil('beta', head, 5000)).toBe(true);
    expect(seen.alpha).toEqual([]);
    transport.resume('alpha');
    expect(await progress.waitUntil('alpha', head, 5000)).toBe(true);
    expect(seen.alpha).toEqual(['a:1']);
  });
});
