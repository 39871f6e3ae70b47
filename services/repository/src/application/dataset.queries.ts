import { json } from 'node:stream/consumers';
import { Inject, Injectable } from '@nestjs/common';
import type { ArtifactStore } from '@daybook/artifacts';
import type { EventStore } from '@daybook/event-store';
import { ARTIFACT_STORE, EVENT_STORE } from '@daybook/messaging';
import { NotFound, type Page, type PageQuery } from '@daybook/service-kit';
import { readTable } from '@daybook/tabular';
import { InjectView, type ViewDocument, type ViewReader } from '@daybook/views';
import { upcastDataset } from '../domain/dataset.decider.js';
import type { LinkedDataset } from '../domain/repository.commands.js';
import { datasetCard, type DatasetCard } from '../projections/dataset-card.projection.js';
import { pageOf } from './table-page.js';

/** Cells as they stand in the file; `nextOffset` null: there are no more. */
export type RowsPage = Readonly<{
  columns: readonly string[];
  offset: number;
  rows: readonly (readonly string[])[];
  totalRows: number;
  nextOffset: number | null;
}>;

/** Questions about datasets, by id, else the newest of that name. */
@Injectable()
export class DatasetQueries {
  constructor(
    @InjectView(datasetCard) private readonly cards: ViewReader<DatasetCard>,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(ARTIFACT_STORE) private readonly artifacts: ArtifactStore,
  ) {}

  all(page: PageQuery): Promise<Page<DatasetCard>> {
    return pageOf({ view: this.cards, fields: datasetCard.indexes ?? [], sort: '-createdAt' }, page);
  }

  /** @throws NotFound when it is unknown to the log as it is at the time of the question */
  async one(idOrName: string, atLeast?: number): Promise<ViewDocument<DatasetCard>> {
    if (atLeast !== undefined) await this.cards.atLeast(atLeast);
    let found = await this.find(idOrName);
    if (found === null) {
      await this.cards.atLeast(await this.store.headPosition());
      found = await this.find(idOrName);
    }
    if (found === null) throw new NotFound('dataset', idOrName);
    return found;
  }

  /** What a repository keeps of a dataset; by its id without a view. @throws NotFound */
  async linked(idOrName: string): Promise<LinkedDataset> {
    for await (const stored of this.store.readStream(`dataset-${idOrName}`, { limit: 1 })) {
      const { datasetId, name } = upcastDataset(stored).data;
      return { datasetId, datasetName: name };
    }
    const { datasetId, name: datasetName } = (await this.one(idOrName)).view;
    return { datasetId, datasetName };
  }

  /** The whole TableProfile. */
  async profile(idOrName: string): Promise<unknown> {
    const { view } = await this.one(idOrName);
    return json(await this.artifacts.get(view.profile.sha256));
  }

  async rows(idOrName: string, offset: number, limit: number): Promise<RowsPage> {
    const { view } = await this.one(idOrName);
    const table = await readTable(await this.artifacts.get(view.artifact.sha256));
    const rows: (readonly string[])[] = [];
    let index = 0;
    for await (const { cells } of table.rows) {
      if (index >= offset) rows.push(cells);
      index += 1;
      if (rows.length >= limit) break;
    }
    const end = offset + rows.length;
    return {
      columns: table.columns,
      offset,
      rows,
      totalRows: view.rows,
      nextOffset: end < view.rows && rows.length > 0 ? end : null,
    };
  }

  private async find(idOrName: string): Promise<ViewDocument<DatasetCard> | null> {
    const byId = await this.cards.get(idOrName);
    if (byId !== null) return byId;
    const where = [{ field: 'name', op: 'eq', value: idOrName }] as const;
    const sort = [{ field: 'createdAt', direction: 'desc' }] as const;
    return (await this.cards.query({ where, sort, limit: 1 })).items[0] ?? null;
  }
}
