import { Injectable } from '@nestjs/common';
import { NotFound, toViewQuery, type Page, type PageQuery } from '@daybook/service-kit';
import { InjectView, type Condition, type ViewDocument, type ViewReader } from '@daybook/views';
import { datasetCard, type DatasetCard } from '../projections/dataset-card.projection.js';
import { repositoryCard, type RepositoryCard } from '../projections/repository-card.projection.js';

/** Questions about repositories and datasets, by id or by name. */
@Injectable()
export class RepositoryQueries {
  constructor(
    @InjectView(repositoryCard) private readonly repositories: ViewReader<RepositoryCard>,
    @InjectView(datasetCard) private readonly datasets: ViewReader<DatasetCard>,
  ) {}

  /** The Models table. */
  async models(page: PageQuery, search?: string): Promise<Page<RepositoryCard>> {
    const matching: Condition[] = search === undefined ? [] : [{ field: 'searchText', op: 'contains', value: search.toLowerCase() }];
    return pageOf(this.repositories, page, repositoryCard.indexes ?? [], matching, '-lastModifiedAt');
  }

  allDatasets(page: PageQuery): Promise<Page<DatasetCard>> {
    return pageOf(this.datasets, page, datasetCard.indexes ?? [], [], '-createdAt');
  }

  /** @throws NotFound */
  async repository(idOrName: string, atLeast?: number): Promise<ViewDocument<RepositoryCard>> {
    if (atLeast !== undefined) await this.repositories.atLeast(atLeast);
    const byId = await this.repositories.get(idOrName);
    if (byId !== null) return byId;
    const where = [{ field: 'lowerName', op: 'eq', value: idOrName.toLowerCase() }] as const;
    const [found] = (await this.repositories.query({ where, limit: 1 })).items;
    if (found === undefined) throw new NotFound('repository', idOrName);
    return found;
  }

  /** By id, else the newest of that name. @throws NotFound */
  async dataset(idOrName: string, atLeast?: number): Promise<ViewDocument<DatasetCard>> {
    if (atLeast !== undefined) await this.datasets.atLeast(atLeast);
    const byId = await this.datasets.get(idOrName);
    if (byId !== null) return byId;
    const where = [{ field: 'name', op: 'eq', value: idOrName }] as const;
    const [found] = (await this.datasets.query({ where, sort: [{ field: 'createdAt', direction: 'desc' }], limit: 1 })).items;
    if (found === undefined) throw new NotFound('dataset', idOrName);
    return found;
  }
}

const pageOf = async <V>(
  view: ViewReader<V>,
  page: PageQuery,
  fields: Parameters<typeof toViewQuery>[1],
  matching: readonly Condition[],
  sort: string,
): Promise<Page<V>> => {
  if (page.atLeast !== undefined) await view.atLeast(page.atLeast);
  const query = toViewQuery(page, fields, sort);
  const position = view.position();
  const { items, nextCursor } = await view.query({ ...query, where: [...(query.where ?? []), ...matching] });
  return { items: items.map(({ view: document }) => document), nextCursor, position };
};
