import { randomInt } from 'node:crypto';
import type { Model, mongo } from 'mongoose';
import { ViewWriteConflict } from '../view-store.errors.js';
import type { ViewWrite } from '../view-store.port.js';
import { isDuplicate, type Entry, type Held } from './view-catalogue.js';
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
  async write(writes: readonly ViewWrite<View>[], checkpoint: number): Promise<void> {
    const { held } = this.stand;
    // Without a turn nothing is swept: a document that is there is in the way of all who take it for new.
    await this.documents(held, held.holder === null ? writes : await this.reserved(held, writes));
    await this.advance(held, checkpoint);
    this.stand.reached(held, checkpoint);
  }

  /** Also by one who has lost the turn since, the same ones: what is at or below a checkpoint stays so. */
  async sweep(upTo: number, most: number): Promise<number> {
    const { held, hasTurn } = this.stand;
    if (!hasTurn) throw new ViewWriteConflict(held._id, 'of the checkpoint');
    await this.confirm(held);
    const model = this.parts.models.in(held.place);
    const old = { gone: { $lte: Math.min(upTo, held.position) } };
    const found = await model.find(old, { _id: 1 }).sort({ gone: 1 }).limit(most).lean<readonly Stored[]>().exec();
    if (found.length === 0) return 0;
    return (await model.deleteMany({ _id: { $in: found.map(({ _id }) => _id) }, ...old })).deletedCount;
  }

  /**
   * What is new begins as a tombstone at a position of its own, and the document replaces no other. So a writer whose turn
   * has passed on, whatever it has not seen written and swept, finds out before it writes a document; and one whose turn
   * passes on between the two has left what the next one sees, and writes or sweeps itself.
   */
  private async reserved(held: Held, writes: readonly ViewWrite<View>[]): Promise<readonly ViewWrite<View>[]> {
    const fresh = writes.filter(({ expectedPosition }) => expectedPosition === null);
    if (fresh.length === 0) return writes;
    const own = new Map(fresh.map(({ id }) => [id, ownPosition()]));
    await this.documents(held, [...own].map(([id, position]) => ({ id, expectedPosition: null, position, view: null })));
    await this.confirm(held);
    return writes.map((write) => ({ ...write, expectedPosition: own.get(write.id) ?? write.expectedPosition }));
  }

  private async documents(held: Held, writes: readonly ViewWrite<View>[]): Promise<void> {
    if (writes.length === 0) return;
    const model = this.parts.models.in(held.place);
    const operations = await Promise.all(writes.map((write) => this.operation(model, write)));
    try {
      // By the driver: mongoose would leave keys like `constructor` out of a view.
      const collection = model.collection as unknown as mongo.Collection<Stored>;
      const done = await collection.bulkWrite(operations, { ordered: false, ignoreUndefined: true });
      if (done.insertedCount + done.matchedCount === writes.length) return;
    } catch (error) {
      if (!isDuplicate(error)) throw error;
    }
    throw new ViewWriteConflict(held._id, await conflicting(model, writes));
  }

  /** Still one's turn, and nothing of it was begun again since a write that was given up. @throws ViewWriteConflict */
  private async confirm(held: Held): Promise<void> {
    // A write, since a server that has been deposed may still answer reads.
    await this.advance(held, held.position);
    if (held !== this.stand.held) throw new ViewWriteConflict(held._id, 'of the checkpoint');
  }

  private async advance(held: Held, position: number): Promise<void> {
    if (!(await this.parts.catalogue.advance(held, position))) throw new ViewWriteConflict(held._id, 'of the checkpoint');
  }

  /** @throws mongoose's ValidationError where a declared field is not of its type */
  private async operation(model: Model<Stored>, { id, expectedPosition, position, view }: ViewWrite<View>): Promise<Operation> {
    const { view: asItIs, ...known } = this.parts.fields.stored(id, position, view);
    const checked = new model(known);
    await checked.validate();
    const document = { ...checked.toObject(), view: asItIs };
    if (expectedPosition === null) return { insertOne: { document } };
    return { replaceOne: { filter: { _id: id, position: expectedPosition }, replacement: document } };
  }
}

type Operation = mongo.AnyBulkWriteOperation<Stored>;

/** Below those of all events, and no other writer's nor that of an earlier try. */
const ownPosition = (): number => -1 - randomInt(2 ** 47);

const conflicting = async (model: Model<Stored>, writes: readonly ViewWrite<unknown>[]): Promise<string> => {
  const ids = writes.map(({ id }) => id);
  const present = await model.find({ _id: { $in: ids } }, { position: 1 }).lean<readonly Stored[]>().exec();
  const positions = new Map(present.map(({ _id, position }) => [_id, position]));
  return writes.find(({ id, position }) => positions.get(id) !== position)?.id ?? ids.join(', ');
};
