import { randomUUID } from 'node:crypto';
import type { Connection, Model } from 'mongoose';
import type { ViewIndex } from '@daybook/event-sourcing';

/** Where a view is, and the position up to which it is complete: one document, so that both change at once. */
export type Entry = Readonly<{ _id: string; place: string; indexes: string; position: number }>;

const collectionName = 'views';
const prefix = 'view.';

const newPlace = (name: string): string => `${prefix}${name.replace(/[^A-Za-z0-9_]/g, '_')}.${randomUUID().slice(0, 8)}`;

/** The views of a database by their names. A collection that no entry names is left over and may go. */
export class ViewCatalogue {
  private readonly entries: Model<Entry>;

  constructor(private readonly connection: Connection) {
    const definition = { _id: String, place: String, indexes: String, position: Number };
    const options = { strict: 'throw', strictQuery: 'throw', versionKey: false } as const;
    const schema = new connection.base.Schema(definition, options);
    this.entries = connection.model('ViewEntry', schema, collectionName) as unknown as Model<Entry>;
  }

  find(name: string): Promise<Entry | null> {
    return this.entries.findById(name).lean<Entry>().exec();
  }

  async names(): Promise<readonly string[]> {
    const found = await this.entries.find({}, { _id: 1 }).sort({ _id: 1 }).lean<readonly Pick<Entry, '_id'>[]>().exec();
    return found.map(({ _id }) => _id);
  }

  /** The entry of a view with these indexes: a new one, at the beginning, where there is none or one with others. */
  async claim(name: string, indexes: readonly ViewIndex[]): Promise<Entry> {
    const entry = await this.find(name);
    const wanted = JSON.stringify(indexes);
    if (entry?.indexes === wanted) return entry;
    const next = { _id: name, place: newPlace(name), indexes: wanted, position: 0 };
    // Another instance may claim the name at the same time: one of the two finds what the other has made.
    if (!(entry === null ? await this.added(next) : await this.exchanged(entry, next))) return this.claim(name, indexes);
    if (entry !== null) await this.discard(entry.place);
    return next;
  }

  /** False when the view has another place by now. */
  async advance({ _id: name, place }: Entry, position: number): Promise<boolean> {
    const { matchedCount } = await this.entries.updateOne({ _id: name, place }, { $max: { position } }, { runValidators: true });
    return matchedCount === 1;
  }

  async remove(name: string): Promise<void> {
    const entry = await this.entries.findOneAndDelete({ _id: name }).lean<Entry>().exec();
    if (entry !== null) await this.discard(entry.place);
  }

  /** Points a name at the place of another view, whose name goes. Readers see the one or the other. */
  async move(from: string, to: string): Promise<void> {
    const [source, target] = await Promise.all([this.find(from), this.find(to)]);
    if (source === null) throw new Error(`there is no view ${from} to put in the place of ${to}`);
    const { place, indexes, position } = source;
    await this.entries.updateOne({ _id: to }, { $set: { place, indexes, position } }, { upsert: true, runValidators: true });
    await this.entries.deleteOne({ _id: from, place });
    if (target !== null) await this.discard(target.place);
  }

  /** Drops a collection, unless a name still stands for it, as between the two steps of a move that was cut off. */
  private async discard(place: string): Promise<void> {
    if ((await this.entries.exists({ place })) === null) await this.connection.dropCollection(place);
  }

  private async added(entry: Entry): Promise<boolean> {
    try {
      await this.entries.create([entry]);
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  }

  private async exchanged(entry: Entry, next: Entry): Promise<boolean> {
    const { matchedCount } = await this.entries.replaceOne({ _id: entry._id, place: entry.place }, next, { runValidators: true });
    return matchedCount === 1;
  }
}

/** Whether a document with the same id is there already. */
export const isDuplicate = (error: unknown): boolean => (error as { code?: unknown } | null)?.code === 11000;
