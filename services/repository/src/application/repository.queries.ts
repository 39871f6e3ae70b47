import { Inject, Injectable } from '@nestjs/common';
import type { EventStore } from '@daybook/event-store';
import { EVENT_STORE } from '@daybook/messaging';
import { InvalidRequest, NotFound, type Page, type PageQuery, type TableField } from '@daybook/service-kit';
import { InjectView, type Condition, type ViewDocument, type ViewReader } from '@daybook/views';
import { repositoryCard, type RepositoryCard } from '../projections/repository-card.projection.js';
import { RepositoryNames } from './repository.names.js';
import { RepositoryStreams, repositoryStream } from './repository.streams.js';
import { pageOf } from './table-page.js';

/** A row of the Models table without what it is found by. */
export type Repository = Omit<RepositoryCard, 'lowerName' | 'searchText' | 'datasetsText' | 'contributorsText'>;
export type HistoryEntry = Readonly<{
  position: number;
  revision: number;
  type: string;
  at: string;
  actor: string;
  reason: string | null;
  data: unknown;
}>;
export type HistoryPage = Readonly<{
  repositoryId: string;
  entries: readonly HistoryEntry[];
  nextCursor: string | null;
}>;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Questions about repositories, by id or by name. */
@Injectable()
export class RepositoryQueries {
  constructor(
    @InjectView(repositoryCard) private readonly cards: ViewReader<RepositoryCard>,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    private readonly names: RepositoryNames,
    private readonly repositories: RepositoryStreams,
  ) {}

  /** The Models table; `search` is part of a name or description. */
  async models(page: PageQuery, search?: string): Promise<Page<Repository>> {
    const where: Condition[] =
      search === undefined ? [] : [{ field: 'searchText', op: 'contains', value: search.toLowerCase() }];
    const models = await pageOf(
      { view: this.cards, fields, sort: '-lastModifiedAt', where },
      page,
    );
    return { ...models, items: models.items.map(shown) };
  }

  /** @throws NotFound when it is unknown to the log as it is at the time of the question */
  async one(idOrName: string, atLeast?: number): Promise<ViewDocument<Repository>> {
    if (atLeast !== undefined) await this.cards.atLeast(atLeast);
    let found = await this.find(idOrName);
    if (found === null) {
      await this.cards.atLeast(await this.store.headPosition());
      found = await this.find(idOrName);
    }
    if (found === null) throw new NotFound('repository', idOrName);
    return { ...found, view: shown(found.view) };
  }

  /** For a command: asked of the log, since a view may still have a name's previous bearer. @throws NotFound for an unknown name */
  async idOf(idOrName: string): Promise<string> {
    const repositoryId = uuid.test(idOrName) ? idOrName : await this.names.bearerOf(idOrName);
    if (repositoryId === null) throw new NotFound('repository', idOrName);
    return repositoryId;
  }

  /** The repository's own stream, oldest first; by id it is there after a deletion too: who did what when and why, in the end without what it was. @throws NotFound, InvalidRequest */
  async history(idOrName: string, { limit = 50, cursor }: PageQuery): Promise<HistoryPage> {
    const repositoryId = await this.idOf(idOrName);
    const fromRevision = revisionOf(cursor);
    const entries: HistoryEntry[] = [];
    for await (const { position, revision, type, recordedAt, metadata, data } of this.store.readStream(
      repositoryStream(repositoryId),
      { fromRevision, limit: limit + 1 },
    )) {
      const { actor, reason = null } = metadata;
      entries.push({ position, revision, type, at: recordedAt, actor, reason, data });
    }
    if (entries.length === 0 && fromRevision === 0) throw new NotFound('repository', idOrName);
    const isErased = await this.isErased(repositoryId);
    const next = entries[limit];
    return {
      repositoryId,
      entries: entries.slice(0, limit).map((entry) => (isErased ? { ...entry, data: null } : entry)),
      nextCursor: next === undefined ? null : String(next.revision),
    };
  }

  private async isErased(repositoryId: string): Promise<boolean> {
    const { state } = await this.repositories.load(repositoryId);
    return state.status === 'deleted' && state.isErased;
  }

  private async find(idOrName: string): Promise<ViewDocument<RepositoryCard> | null> {
    const byId = await this.cards.get(idOrName);
    if (byId !== null) return byId;
    const where = [{ field: 'lowerName', op: 'eq', value: idOrName.toLowerCase() }] as const;
    return (await this.cards.query({ where, limit: 1 })).items[0] ?? null;
  }
}

const shown = ({
  lowerName: _lowerName,
  searchText: _searchText,
  datasetsText: _datasetsText,
  contributorsText: _contributorsText,
  ...card
}: RepositoryCard): Repository => card;

const internal = ['lowerName', 'searchText', 'datasetsText', 'contributorsText'];
const fields: readonly TableField[] = [
  ...(repositoryCard.indexes ?? []).filter(({ field }) => !internal.includes(field)),
  { field: 'datasets', type: 'list', column: 'datasetsText' },
  { field: 'contributors', type: 'list', column: 'contributorsText' },
];

const revisionOf = (cursor = '0'): number => {
  if (!/^\d{1,15}$/.test(cursor))
    throw new InvalidRequest([{ field: 'cursor', message: 'must be the nextCursor of a page', value: cursor }]);
  return Number(cursor);
};
