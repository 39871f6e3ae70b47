import 'reflect-metadata';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { EventStore } from '@daybook/event-store';
import { factTranslator, type Fact } from '@daybook/messaging';
import { newCommandContext } from '@daybook/service-kit';
import { recorded } from '@daybook/testing';
import { RepositoryHandler } from '../application/repository.handler.js';
import { RepositoryNames } from '../application/repository.names.js';
import { RepositoryStreams, repositoryStream } from '../application/repository.streams.js';
import { MemoryLog } from '../fixtures/memory-log.fixture.js';
import { at, customers } from '../fixtures/repository.fixture.js';
import { versionsOfOthers } from '../fixtures/version-facts.fixture.js';
import { VersionReactions } from './version.reactions.js';

type Queued = Fact<'daybook.version.queued.v1'>;

const queued = (repositoryId: string, number: number, position: number): Queued => {
  const stored = { type: 'VersionQueued', schemaVersion: 1, data: { repositoryId, number } };
  const metadata = { actor: 'ben', reason: 'more data', correlationId: 'c-7' };
  return factTranslator([versionsOfOthers])(
    recorded(stored, { stream: `version-${repositoryId}-${number}`, position, metadata }),
  ) as Queued;
};

describe('when a version is queued', () => {
  let log: MemoryLog;
  let reactions: VersionReactions;
  let repositoryId: string;

  beforeEach(async () => {
    log = new MemoryLog();
    const store = log as unknown as EventStore;
    const clock = { now: () => at };
    const streams = new RepositoryStreams(store);
    const names = new RepositoryNames(store, clock, { newId: () => 'claim-1' }, streams);
    const handler = new RepositoryHandler(streams, names, clock, store, { waitUntil: async () => true });
    reactions = new VersionReactions(handler);
    repositoryId = (
      await handler.create({ name: 'churn', description: '', labels: {}, datasets: [] }, newCommandContext('anna'))
    ).repositoryId;
  });

  const remembered = () =>
    (log.streams.get(repositoryStream(repositoryId)) ?? []).filter(({ type }) => type === 'RepositoryVersionAdded');

  it('its repository remembers it, as the doing of whoever queued it', async () => {
    const fact = queued(repositoryId, 1, 50);
    await reactions.onVersionQueued(fact);
    expect(remembered()).toMatchObject([
      {
        data: { repositoryId, number: 1, ...customers, contributor: 'ben', at },
        metadata: { actor: 'ben', reason: 'more data', correlationId: 'c-7', causationId: fact.id },
      },
    ]);
  });

  it('it is remembered once, delivered twice or told in two facts', async () => {
    await reactions.onVersionQueued(queued(repositoryId, 1, 50));
    await reactions.onVersionQueued(queued(repositoryId, 1, 50));
    await reactions.onVersionQueued(queued(repositoryId, 1, 51));
    await reactions.onVersionQueued(queued(repositoryId, 2, 52));
    expect(remembered().map(({ data }) => (data as { number: number }).number)).toEqual([1, 2]);
  });

  it('it is not let go of where there is no repository', async () => {
    await expect(
      reactions.onVersionQueued(queued('7b1f6a52-58c1-4a39-9a0d-2f5e6c1c7a10', 1, 50)),
    ).rejects.toMatchObject({ code: 'repository-not-found' });
  });
});
