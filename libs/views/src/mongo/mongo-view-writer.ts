import type { AnyBulkWriteOperation, Model } from 'mongoose';
import { ViewWriteConflict } from '../view-store.errors.js';
import type { ViewWrite } from '../view-store.port.js';
import { isDuplicate, type Entry } from './view-catalogue.js';
import type { Stored } from './view-fields.js';
import type { ViewParts } from './view-parts.js';
import { WriterStand } from './writer-stand.js';

/** Writes a view from the checkpoint that it has read, for as long as the catalogue agrees. */
export class MongoViewWriter<View> {
  readonly stand: WriterStand;

  constructor(
    private readonly parts: ViewParts,
    entry: Entry,
  ) {
    this.stand = new WriterStand(entry);
  }

  begin(entry: Entry): void {
    this.stand.begin(entry);
  }

  /**
   * What was read before this entry may be folded further. Documents of a store that has forgotten its newest writes lack
   * events that the writer will not see again; they would be taken for complete. @throws ViewWriteConflict
   */
  expect({ _id: name, place, position }: Entry): void {
    const { held } = this.stand;
    if (place !== held.place || position < held.position) throw new ViewWriteConflict(name, 'of the checkpoint');
  }

  /** Each document only on the position that it was folded from; those beside a conflict stay, as each is right by itself. */
  async documents(writes: readonly ViewWrite<View>[]): Promise<void> {
    if (writes.length === 0) return;
    const operations = writes.map((write) => this.operation(write));
    try {
      const done = await this.model().bulkWrite(operations, { ordered: false, throwOnValidationError: true });
      if (done.insertedCount + done.matchedCount === writes.length) return;
    } catch (error) {
      if (!isDuplicate(error)) throw error;
    }
    throw new ViewWriteConflict(this.stand.held._id, await this.conflicting(writes));
  }

  async checkpoint(position: number): Promise<void> {
    const { held } = this.stand;
    if (!(await this.parts.catalogue.advance(held, position))) throw new ViewWriteConflict(held._id, 'of the checkpoint');
    this.stand.reached(position);
  }

  private model(): Model<Stored> {
    return this.parts.models.in(this.stand.held.place);
  }

  private operation({ id, expectedPosition, position, view }: ViewWrite<View>): AnyBulkWriteOperation<Stored> {
    const document = this.parts.fields.stored(id, position, view);
    if (expectedPosition === null) return { insertOne: { document } };
    return { replaceOne: { filter: { _id: id, position: expectedPosition }, replacement: document } };
  }

  private async conflicting(writes: readonly ViewWrite<View>[]): Promise<string> {
    const ids = writes.map(({ id }) => id);
    const present = await this.model().find({ _id: { $in: ids } }, { position: 1 }).lean<readonly Stored[]>().exec();
    const positions = new Map(present.map(({ _id, position }) => [_id, position]));
    return writes.find(({ id, position }) => positions.get(id) !== position)?.id ?? ids.join(', ');
  }
}
