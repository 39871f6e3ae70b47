import type { Model } from 'mongoose';
import { encodeCursor } from '../view-cursor.js';
import { ViewDropped } from '../view-store.errors.js';
import type { Condition, StoredView, ViewCollection, ViewDocument, ViewLease, ViewPage, ViewQuery, ViewWrite } from '../view-store.port.js';
import { MongoViewLease } from './mongo-view-lease.js';
import { MongoViewWriter } from './mongo-view-writer.js';
import { QueryFilter } from './query-filter.js';
import type { Entry } from './view-catalogue.js';
import type { Stored } from './view-fields.js';
import { readyView, type ViewParts } from './view-parts.js';

const pageSize = 500;

/** Documents of one projection in the collection that the catalogue names, now one and after a rebuild another. */
export class MongoViewCollection<View> implements ViewCollection<View> {
  readonly lease: ViewLease;
  private readonly filter: QueryFilter;
  private readonly writer: MongoViewWriter<View>;

  constructor(
    private readonly parts: ViewParts,
    private entry: Entry,
  ) {
    this.filter = new QueryFilter(parts.fields);
    this.writer = new MongoViewWriter(parts, entry);
    this.lease = new MongoViewLease(parts, this.writer.stand);
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

  async load(ids: readonly string[]): Promise<ReadonlyMap<string, StoredView<View>>> {
    const found = await this.read((model) => model.find({ _id: { $in: ids } }).lean<readonly Stored[]>().exec());
    this.writer.expect(this.entry);
    return new Map(found.map((stored) => [stored._id, documentOf<View | null>(stored)]));
  }

  write(writes: readonly ViewWrite<View>[], checkpoint: number): Promise<void> {
    return this.parts.link.ask(() => this.writer.write(writes, checkpoint));
  }

  sweep(upTo: number, most: number): Promise<number> {
    return this.parts.link.ask(() => this.writer.sweep(upTo, most));
  }

  /** Makes the view anew where the store has lost it altogether. */
  checkpoint(): Promise<number> {
    return this.parts.link.ask(async () => {
      const { catalogue } = this.parts;
      const { _id: name } = this.entry;
      this.entry = (await catalogue.find(name)) ?? (await readyView(this.parts, name));
      this.writer.begin(this.entry);
      return this.entry.position;
    });
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

  /** Reads again when the view has got another place meanwhile: the old one may have been emptied under the read. */
  private read<Found>(find: (model: Model<Stored>) => Promise<Found>): Promise<Found> {
    return this.parts.link.ask(async () => {
      for (;;) {
        const { place } = this.entry;
        const found = await find(this.parts.models.in(place));
        await this.refresh();
        if (this.entry.place === place) return found;
      }
    });
  }

  private async refresh(): Promise<void> {
    const { _id: name } = this.entry;
    const entry = await this.parts.catalogue.find(name);
    if (entry === null) throw new ViewDropped(name);
    this.entry = entry;
  }
}

const documentOf = <View>({ _id: id, position, view }: Stored): ViewDocument<View> => ({ id, position, view: view as View });
