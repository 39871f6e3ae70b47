import type { AnyBulkWriteOperation, Connection, Model } from 'mongoose';
import { encodeCursor } from '../view-cursor.js';
import { ViewWriteConflict } from '../view-store.errors.js';
import type { Condition, StoredView, ViewCollection, ViewDocument, ViewPage, ViewQuery, ViewWrite } from '../view-store.port.js';
import { QueryFilter } from './query-filter.js';
import { isDuplicate, type Entry, type ViewCatalogue } from './view-catalogue.js';
import type { Stored, ViewFields } from './view-fields.js';
import { viewModel } from './view-model.js';

const pageSize = 500;

export type MongoViewParts = Readonly<{ connection: Connection; catalogue: ViewCatalogue; fields: ViewFields }>;

/** Documents of one projection in the collection that the catalogue names, now one and after a rebuild another. */
export class MongoViewCollection<View> implements ViewCollection<View> {
  private readonly filter: QueryFilter;
  private model: Model<Stored>;

  constructor(
    private readonly parts: MongoViewParts,
    private entry: Entry,
  ) {
    this.filter = new QueryFilter(parts.fields);
    this.model = viewModel(parts.connection, parts.fields, entry.place);
  }

  get(id: string): Promise<ViewDocument<View> | null> {
    return this.read(async (model) => {
      const found = await model.findById(id).lean<Stored>().exec();
      return found === null || found.view === null ? null : documentOf<View>(found);
    });
  }

  query(query: ViewQuery): Promise<ViewPage<View>> {
    return this.read(async (model) => {
      const found = await this.rows(model, query);
      const items = found.slice(0, query.limit);
      const last = found.length > query.limit ? items.at(-1) : undefined;
      const values = last === undefined ? [] : (query.sort ?? []).map(({ field }) => this.parts.fields.valueIn(last, field));
      return {
        items: items.map((row) => documentOf<View>(row)),
        nextCursor: last === undefined ? null : encodeCursor(query, values, last._id),
      };
    });
  }

  count(where: readonly Condition[] = []): Promise<number> {
    return this.read((model) => model.countDocuments(this.filter.where(where)).exec());
  }

  load(ids: readonly string[]): Promise<ReadonlyMap<string, StoredView<View>>> {
    return this.read(async (model) => {
      const found = await model.find({ _id: { $in: ids } }).lean<readonly Stored[]>().exec();
      return new Map(found.map((stored) => [stored._id, documentOf<View | null>(stored)]));
    });
  }

  async write(writes: readonly ViewWrite<View>[], checkpoint: number): Promise<void> {
    if (writes.length > 0) await this.guarded(writes);
    if (!(await this.parts.catalogue.advance(this.entry, checkpoint))) throw new ViewWriteConflict(this.entry._id, 'of the checkpoint');
  }

  async checkpoint(): Promise<number> {
    await this.refresh();
    return this.entry.position;
  }

  async *all(): AsyncGenerator<ViewDocument<View>> {
    let cursor: string | null = null;
    do {
      const page: ViewPage<View> = await this.query({ limit: pageSize, ...(cursor === null ? {} : { cursor }) });
      yield* page.items;
      cursor = page.nextCursor;
    } while (cursor !== null);
  }

  /** One document more than the limit, where there is one: then there is a next page. */
  private async rows(model: Model<Stored>, query: ViewQuery): Promise<readonly Stored[]> {
    const rows: Stored[] = [];
    const where = this.filter.where(query.where);
    for (const range of this.filter.ranges(query)) {
      const limit = query.limit + 1 - rows.length;
      const find = model.find({ $and: [where, range] }).sort(this.filter.order(query)).limit(limit).batchSize(limit);
      rows.push(...(await find.lean<Stored[]>().exec()));
      if (rows.length > query.limit) break;
    }
    return rows;
  }

  /** Each write only on the position that it was folded from; those before a conflict stay, as each is right by itself. */
  private async guarded(writes: readonly ViewWrite<View>[]): Promise<void> {
    const operations = writes.map((write) => this.operation(write));
    try {
      const done = await this.model.bulkWrite(operations, { ordered: false, throwOnValidationError: true });
      if (done.insertedCount + done.matchedCount === writes.length) return;
    } catch (error) {
      if (!isDuplicate(error)) throw error;
    }
    throw new ViewWriteConflict(this.entry._id, await this.conflicting(writes));
  }

  private operation({ id, expectedPosition, position, view }: ViewWrite<View>): AnyBulkWriteOperation<Stored> {
    const document = this.parts.fields.stored(id, position, view);
    if (expectedPosition === null) return { insertOne: { document } };
    return { replaceOne: { filter: { _id: id, position: expectedPosition }, replacement: document } };
  }

  private async conflicting(writes: readonly ViewWrite<View>[]): Promise<string> {
    const present = await this.load(writes.map(({ id }) => id));
    return writes.find(({ id, position }) => present.get(id)?.position !== position)?.id ?? writes[0]?.id ?? '';
  }

  /** Reads again when the view has got another place meanwhile: the old one may have been emptied under the read. */
  private async read<Found>(find: (model: Model<Stored>) => Promise<Found>): Promise<Found> {
    for (;;) {
      const { place } = this.entry;
      const found = await find(this.model);
      await this.refresh();
      if (this.entry.place === place) return found;
    }
  }

  private async refresh(): Promise<void> {
    const { _id: name, place } = this.entry;
    const entry = await this.parts.catalogue.find(name);
    if (entry === null) throw new Error(`view ${name} was dropped`);
    this.entry = entry;
    if (entry.place === place) return;
    this.model = viewModel(this.parts.connection, this.parts.fields, entry.place);
  }
}

const documentOf = <View>({ _id: id, position, view }: Stored): ViewDocument<View> => ({ id, position, view: view as View });
