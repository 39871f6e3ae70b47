import { Inject, Injectable } from '@nestjs/common';
import type { EventStore } from '@daybook/event-store';
import { defaultTableMetric, directionOf } from '@daybook/ludwig';
import type { KnownRepository } from '@daybook/memory';
import { EVENT_STORE } from '@daybook/messaging';
import { NotFound, toViewQuery, type Page, type PageQuery } from '@daybook/service-kit';
import { InjectView, type Condition, type ViewDocument, type ViewReader } from '@daybook/views';
import { versionRow, versionRowId, type VersionRow } from '../projections/version-row.projection.js';
import { versionFields } from './version-fields.js';
import { versionViewOf, type TableMetric, type VersionView } from './version-view.js';

export type VersionReference = number | 'latest' | 'default';
/** `defaultMetric`: what the metric column shows of each first target, by that of the latest version; null in an empty table. */
export type VersionsPage = Page<VersionView> & Readonly<{ defaultMetric: Omit<TableMetric, 'value'> | null }>;
const patienceMs = 3000;
const mostNodes = 10_000;
const pageSize = 500;
const none = { feature: '', name: defaultTableMetric('binary') };
const usable: readonly Condition[] = [
  { field: 'status', op: 'in', value: ['ready', 'deploying', 'deployed', 'undeploying'] },
  { field: 'archived', op: 'eq', value: false },
];

/** The versions of a repository: a page of them, one of them, all of them. */
@Injectable()
export class VersionQueries {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @InjectView(versionRow) private readonly rows: ViewReader<VersionRow>,
  ) {}

  /** Archived ones only when asked for. */
  async page(repository: KnownRepository, page: PageQuery, includeArchived: boolean): Promise<VersionsPage> {
    const { repositoryId } = repository;
    if (page.atLeast !== undefined) await this.rows.atLeast(page.atLeast);
    const fixed: Condition[] = [{ field: 'repositoryId', op: 'eq', value: repositoryId }];
    if (!includeArchived) fixed.push({ field: 'archived', op: 'eq', value: false });
    const position = this.rows.position();
    const [latest, defaultNumber] = await Promise.all([this.latestRow(repositoryId), this.defaultNumber(repository)]);
    const { feature, name } = latest?.view.metric ?? none;
    const query = toViewQuery(page, versionFields(name), '-number');
    const { items, nextCursor } = await this.rows.query({ ...query, where: [...fixed, ...(query.where ?? [])] });
    const defaultMetric = latest && { feature, name, direction: directionOf(name) };
    return { items: items.map(({ view }) => versionViewOf(view, { metric: name, defaultNumber })), nextCursor, position, defaultMetric };
  }

  /** What `default` stands for: the one that was set, else the latest that can be used; null when there is none. */
  async defaultNumber({ repositoryId, defaultNumber }: KnownRepository): Promise<number | null> {
    return defaultNumber ?? (await this.latestRow(repositoryId, usable))?.view.number ?? null;
  }

  /** @throws NotFound */
  async one(repository: KnownRepository, reference: VersionReference, atLeast?: number): Promise<ViewDocument<VersionRow>> {
    if (atLeast !== undefined) await this.rows.atLeast(atLeast);
    const found = await this.find(repository, reference);
    if (found !== null) return found;
    // It may have been queued a moment ago.
    await this.rows.atLeast(await this.store.headPosition(), patienceMs);
    const now = await this.find(repository, reference);
    if (now === null) throw new NotFound('version', String(reference));
    return now;
  }

  /** Every version of a repository by number, for lineage. @throws ViewBehind */
  async all(repositoryId: string, atLeast?: number): Promise<Readonly<{ rows: readonly VersionRow[]; position: number }>> {
    if (atLeast !== undefined) await this.rows.atLeast(atLeast);
    // Before the first row is read: the rows may be newer than it says, never older.
    const position = this.rows.position();
    const rows: VersionRow[] = [];
    let cursor: string | null = null;
    do {
      const page = await this.rows.query({
        where: [{ field: 'repositoryId', op: 'eq', value: repositoryId }],
        sort: [{ field: 'number', direction: 'asc' }],
        limit: pageSize,
        ...(cursor === null ? {} : { cursor }),
      });
      rows.push(...page.items.map(({ view }) => view));
      cursor = page.nextCursor;
    } while (cursor !== null && rows.length < mostNodes);
    return { rows, position };
  }

  /** Ids of all versions of a repository that were there at a position. @throws ViewBehind */
  async idsAt(repositoryId: string, position: number): Promise<readonly string[]> {
    await this.rows.atLeast(position, patienceMs);
    const ids: string[] = [];
    let cursor: string | null = null;
    do {
      const where: Condition[] = [{ field: 'repositoryId', op: 'eq', value: repositoryId }];
      const page = await this.rows.query({ where, limit: pageSize, ...(cursor === null ? {} : { cursor }) });
      ids.push(...page.items.map(({ view }) => view.versionId));
      cursor = page.nextCursor;
    } while (cursor !== null);
    return ids;
  }

  private async find(repository: KnownRepository, reference: VersionReference): Promise<ViewDocument<VersionRow> | null> {
    const { repositoryId, defaultNumber } = repository;
    if (typeof reference === 'number') return this.rows.get(versionRowId({ repositoryId, number: reference }));
    if (reference === 'default' && defaultNumber !== null) return this.rows.get(versionRowId({ repositoryId, number: defaultNumber }));
    return this.latestRow(repositoryId, reference === 'default' ? usable : []);
  }

  private async latestRow(repositoryId: string, further: readonly Condition[] = []): Promise<ViewDocument<VersionRow> | null> {
    const { items } = await this.rows.query({
      where: [{ field: 'repositoryId', op: 'eq', value: repositoryId }, ...further],
      sort: [{ field: 'number', direction: 'desc' }],
      limit: 1,
    });
    return items[0] ?? null;
  }
}
