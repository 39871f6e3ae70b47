import { randomUUID } from 'node:crypto';
import type { Model, Schema } from 'mongoose';
import type { ViewIndex } from '@daybook/event-sourcing';
import type { MongoLink } from '@daybook/mongodb';
import { ViewDropped } from '../view-store.errors.js';

/** Where a view is, up to which position it is complete, and whose turn it is: one document, so that they change at once. */
export type Entry = Readonly<{
  _id: string;
  place: string;
  indexes: string;
  position: number;
  /** Names one turn of one process; null when nobody has it. */
  holder: string | null;
  /** Grows with each renewal: who sees it unchanged for long knows that the holder is gone, whatever the clocks say. */
  beat: number;
}>;
/** What a writer takes for granted: when it is no longer so, the writer begins again from the store. */
export type Held = Pick<Entry, '_id' | 'place' | 'position' | 'holder'>;

// Not every server gives the code.
const isMissing = (error: unknown): boolean => {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return code === 26 || message === 'ns not found';
};
const collectionName = 'views';
const prefix = 'view.';

const newPlace = (name: string): string => `${prefix}${name.replace(/[^A-Za-z0-9_]/g, '_')}.${randomUUID().slice(0, 8)}`;

/** The views of a database by their names. A collection of a view that no entry names is left over.*/
export class ViewCatalogue {
  private readonly schema: Schema<Entry>;

  constructor(private readonly link: MongoLink) {
    const definition = { _id: String, place: String, indexes: String, position: Number, holder: String, beat: Number };
    const options = { strict: 'throw', strictQuery: 'throw', versionKey: false } as const;
    this.schema = new link.connection.base.Schema(definition, options) as unknown as Schema<Entry>;
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
    const next = { _id: name, place: newPlace(name), indexes: wanted, position: 0, holder: null, beat: 0 };
    // Another instance may claim the name at the same time: one of the two finds what the other has made.
    if (!(entry === null ? await this.added(next) : await this.exchanged(entry, next))) return this.claim(name, indexes);
    if (entry !== null) await this.sweep();
    return next;
  }

  /** False when what the writer takes for granted is no longer so; the store may also have forgotten its newest writes. */
  async advance({ position: known, ...held }: Held, position: number): Promise<boolean> {
    const advanced = { $max: { position } };
    const { matchedCount } = await this.entries.updateOne({ ...held, position: { $gte: known } }, advanced, { runValidators: true });
    return matchedCount === 1;
  }

  /** False as above. */
  async renew({ position: known, ...held }: Held, beat: number): Promise<boolean> {
    const { matchedCount } = await this.entries.updateOne({ ...held, beat, position: { $gte: known } }, { $inc: { beat: 1 } });
    return matchedCount === 1;
  }

  /** Passes the turn from who has it, or nobody, to another; false when somebody else was faster. */
  async pass({ _id, holder, beat }: Entry, next: string | null): Promise<boolean> {
    const { matchedCount } = await this.entries.updateOne({ _id, holder, beat }, { $set: { holder: next, beat: beat + 1 } });
    return matchedCount === 1;
  }

  async remove(name: string): Promise<void> {
    const { deletedCount } = await this.entries.deleteOne({ _id: name });
    if (deletedCount === 1) await this.sweep();
  }

  /** Points a name at the place of another view, whose name goes. Readers see the one or the other; the turn ends. */
  async move(from: string, to: string): Promise<void> {
    const source = await this.find(from);
    if (source === null) throw new ViewDropped(from);
    const { place, indexes, position } = source;
    const pointed = { $set: { place, indexes, position, holder: null }, $inc: { beat: 1 } };
    await this.entries.updateOne({ _id: to }, pointed, { upsert: true, runValidators: true });
    await this.entries.deleteOne({ _id: from, place });
    await this.sweep();
  }

  /** Drops what no entry names, also what a crash has left over. An entry is there before its collection: so they are asked for after. */
  private async sweep(): Promise<void> {
    const collections = (await this.link.connection.listCollections()).map(({ name }) => name).filter((name) => name.startsWith(prefix));
    const places = await this.entries.distinct('place');
    for (const name of collections) if (!places.includes(name)) await this.drop(name);
  }

  private async drop(collection: string): Promise<void> {
    // Another process may be sweeping, too.
    await this.link.connection.dropCollection(collection).catch((error: unknown) => {
      if (!isMissing(error)) throw error;
    });
  }

  private get entries(): Model<Entry> {
    return this.link.model('ViewEntry', this.schema, collectionName);
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
