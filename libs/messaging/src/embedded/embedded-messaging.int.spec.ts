import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Global, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { SqliteEventStore } from '@daybook/event-store';
import { CONSUMER_PROGRESS, type ConsumerProgress } from '../consumer-progress.port.js';
import { append, notes } from '../fixtures/notes.fixture.js';
import { BetaReactions, contractPolicy, messagingContract } from '../messaging.contract.js';
import { EmbeddedMessagingModule } from '../messaging.module.js';
import { EVENT_STORE } from '../messaging.port.js';
import { EmbeddedTransport } from './embedded-transport.js';

const rigged = async () => {
  const directory = mkdtempSync(join(tmpdir(), 'messaging-'));
  const store = SqliteEventStore.open(join(directory, 'log.sqlite'));
  const options = { publishings: notes, stateFile: join(directory, 'consumers.sqlite'), policy: contractPolicy };
  const end = async (): Promise<void> => {
    await store.close();
    rmSync(directory, { recursive: true });
  };
  return { store, module: () => EmbeddedMessagingModule.forRoot(options), transport: EmbeddedTransport, end };
};

describe('embedded messaging in a Nest application', () => {
  messagingContract(rigged);

  it('says why a consumer halts, and where', async () => {
    const { store, module, end } = await rigged();
    @Global()
    @Module({ providers: [{ provide: EVENT_STORE, useValue: store }], exports: [EVENT_STORE] })
    class StoreModule {}
    const testing = await Test.createTestingModule({ imports: [StoreModule, module()], controllers: [BetaReactions] }).compile();
    const app = testing.createNestMicroservice({ strategy: testing.get(EmbeddedTransport), logger: false });
    await app.listen();
    const progress = testing.get<ConsumerProgress>(CONSUMER_PROGRESS);
    const before = await append(store, 'RepositoryCreated', 'a', '1');
    await append(store, 'Unheard', 'a');
    expect(await progress.waitUntil('beta', before, 5000)).toBe(true);
    expect(await progress.waitUntil('beta', before + 1, 300)).toBe(false);
    const halted = 'UnknownEvent: event type Unheard is unknown';
    expect(await progress.list()).toEqual([{ consumer: 'beta', position: before, lag: 1, skipped: null, kind: 'fact', paused: false, halted }]);
    await app.close();
    await end();
  });
});
