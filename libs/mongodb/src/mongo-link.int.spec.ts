import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { databaseAt, describeWith, eventually } from '@daybook/testing';
import { Schema } from 'mongoose';
import { MongoLink } from './mongo-link.js';

type Note = { _id: string; text: string };
const schema = new Schema<Note>({ _id: String, text: String }, { strict: 'throw', autoCreate: false, autoIndex: false });
const timeoutMs = 1000;
const never = (): Promise<never> => new Promise(() => undefined);

await describeWith('mongo', 'A link to MongoDB', (mongo) => {
  let link: MongoLink;

  beforeEach(async () => {
    link = await MongoLink.connect(databaseAt(mongo.url, 'link'), { timeoutMs });
  });
  afterEach(() => link.close());

  const notes = () => link.model('Note', schema, 'notes');

  it('ends an operation that never answers, and goes on over another connection', async () => {
    const { connection } = link;
    // The first one may take a server that has just begun longer than the link waits.
    await eventually(() => link.ask(() => notes().updateOne({ _id: 'a' }, { text: 'one' }, { upsert: true })));
    await expect(link.ask(never)).rejects.toMatchObject({ code: 'mongodb-unavailable' });
    await eventually(() => expect(link.connection).not.toBe(connection));
    await eventually(() => expect(connection.readyState).toBe(0));
    expect((await link.ask(() => notes().findById('a').lean().exec()))?.text).toBe('one');
  }, 30_000);

  it('takes the place of a connection once, however many find that it hangs', async () => {
    const first = link.connection;
    await Promise.allSettled([link.ask(never), link.ask(never), link.ask(never)]);
    await eventually(() => expect(link.connection).not.toBe(first));
    const { connection } = link;
    await eventually(() => link.ask(() => notes().countDocuments().exec()));
    expect(link.connection).toBe(connection);
  }, 30_000);

  it('says what is wrong with an operation as it is', async () => {
    await expect(link.ask(() => notes().updateOne({ _id: 'a' }, { other: 1 }).exec())).rejects.toThrow(/other/);
  });

  it('is not replaced after it was closed', async () => {
    const hanging = link.ask(never);
    const { connection } = link;
    await link.close();
    await expect(hanging).rejects.toMatchObject({ code: 'mongodb-unavailable' });
    expect(link.connection).toBe(connection);
  }, 30_000);
});
