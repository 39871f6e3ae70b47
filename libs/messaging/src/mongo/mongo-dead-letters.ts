import type { Model } from 'mongoose';
import type { MongoLink } from '@daybook/mongodb';
import type { ConsumedMessage } from '../consumer/consumed-message.types.js';
import type { DeadLetter, DeadLetterPage, DeadLetterQuery, DeadLetters, Failure, Lane, LetterCount } from '../consumer/dead-letters.port.js';
import { DeadLettersUnavailable } from '../messaging.errors.js';
import { deadLetterSchema, documentOf, letterOf, type DeadLetterDocument } from './dead-letter.document.js';
import { ownLetters, soleOwner, type LetterOwner } from './letter.owner.js';

const pending = { discardedAt: null };
const duplicateKey = 11000;

/**
 * Dead letters in MongoDB. An applied letter leaves the collection, a discarded one stays with who gave it up. Operators
 * list, count and find those of their owner; a consumer's lanes have all of the consumer, whoever has written them.
 */
export class MongoDeadLetters implements DeadLetters {
  private added = 0;

  constructor(
    private readonly link: MongoLink,
    private readonly stored: (letter: DeadLetter) => void,
    private readonly owner: LetterOwner = soleOwner,
  ) {}

  /** Creates the indexes; call once. */
  async prepare(): Promise<void> {
    const { service } = this.owner;
    await this.ask(() => this.letters.createIndexes());
    // Written before letters had one: consumers were called as their service then.
    await this.ask(() => this.letters.updateMany({ consumer: service, service: null }, { $set: { service } }));
  }

  async add(letter: DeadLetter): Promise<boolean> {
    const { service } = this.owner;
    const once = { $setOnInsert: documentOf(letter, { service, order: this.nextOrder() }) };
    const insert = () => this.ask(() => this.letters.updateOne({ _id: letter.id }, once, { upsert: true, runValidators: true }));
    const { upsertedCount } = await insert().catch((error: unknown) => {
      if ((error as { code?: unknown }).code !== duplicateKey) throw error;
      // Another process adds it at this moment: again, which waits until that is durable, for it is not read before.
      return insert();
    });
    if (upsertedCount > 0) this.stored(letter);
    return (await this.first({ _id: letter.id })) !== null;
  }

  async list({ consumer, limit, after }: DeadLetterQuery): Promise<DeadLetterPage> {
    const filter = {
      ...ownLetters(this.owner),
      ...pending,
      ...(consumer === undefined ? {} : { consumer }),
      ...(after === undefined ? {} : { order: { $gt: after } }),
    };
    const found = await this.ask(() =>
      this.letters.find(filter).sort({ order: 1 }).limit(limit + 1).lean<DeadLetterDocument[]>().exec(),
    );
    const items = found.slice(0, limit);
    const last = items.at(-1);
    return { items: items.map(letterOf), nextCursor: found.length > limit && last !== undefined ? last.order : null };
  }

  find(id: string): Promise<DeadLetter | null> {
    return this.first({ _id: id, ...ownLetters(this.owner) });
  }

  firstOf({ consumer, kind, key }: Lane): Promise<DeadLetter | null> {
    return this.first({ consumer, kind, key, holds: true });
  }

  async heldKeys(consumer: string, kind: ConsumedMessage['kind']): Promise<ReadonlyMap<string, number>> {
    const held = await this.ask(() =>
      this.letters.aggregate<{ _id: string; position: number }>([
        { $match: { consumer, kind, holds: true, ...pending } },
        { $group: { _id: '$key', position: { $max: '$position' } } },
      ]),
    );
    return new Map(held.map(({ _id, position }) => [_id, position]));
  }

  async failedAgain(id: string, failure: Failure, attempts: number, at: string): Promise<void> {
    const set = { reason: 'failed' as const, failure: JSON.stringify(failure), lastAt: at };
    await this.ask(() => this.letters.updateOne({ _id: id }, { $set: set, $inc: { attempts } }, { runValidators: true }));
  }

  async applied(id: string): Promise<void> {
    await this.ask(() => this.letters.deleteOne({ _id: id, ...pending }));
  }

  async discarded(id: string, actor: string, reason: string, at: string): Promise<void> {
    const set = { discardedAt: at, discardedBy: actor, discardedReason: reason };
    await this.ask(() => this.letters.updateOne({ _id: id, ...pending }, { $set: set }, { runValidators: true }));
  }

  async counts(): Promise<readonly LetterCount[]> {
    const counted = await this.ask(() =>
      this.letters.aggregate<{ _id: Omit<LetterCount, 'letters'>; letters: number }>([
        { $match: { ...ownLetters(this.owner), ...pending } },
        { $group: { _id: { consumer: '$consumer', kind: '$kind' }, letters: { $sum: 1 } } },
      ]),
    );
    return counted.map(({ _id, letters }) => ({ ..._id, letters }));
  }

  private async first(filter: object): Promise<DeadLetter | null> {
    const found = await this.ask(() =>
      this.letters.findOne({ ...filter, ...pending }).sort({ position: 1, order: 1 }).lean<DeadLetterDocument>().exec(),
    );
    return found === null ? null : letterOf(found);
  }

  /** @throws DeadLettersUnavailable */
  private ask<Answer>(operation: () => Promise<Answer>): Promise<Answer> {
    return this.link.ask(operation, DeadLettersUnavailable);
  }

  private get letters(): Model<DeadLetterDocument> {
    return this.link.model('DeadLetter', deadLetterSchema, 'dead_letters');
  }

  /** By time first; the number keeps those of one moment and process apart. */
  private nextOrder(): string {
    this.added += 1;
    return `${new Date().toISOString()}-${String(this.added).padStart(9, '0')}-${process.pid}`;
  }
}
