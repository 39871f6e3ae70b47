import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { describeWith } from '@daybook/testing';
import { Schema, type Connection, type mongo, type Model } from 'mongoose';
import { connectMongo } from './mongo-connection.js';

type Note = { _id: string; text?: string };
type Told = Pick<mongo.CommandStartedEvent, 'commandName' | 'command'>;

const timeoutMs = 5000;
const durable = { w: 'majority', j: true };

await describeWith('mongo', 'A connection to MongoDB', (server) => {
  let connection: Connection;
  let told: Told[];

  const connect = async (query = '', meanwhile: (made: Connection) => void = () => {}): Promise<void> => {
    const url = new URL(`${server.url}${server.url.includes('?') ? '&' : '?'}monitorCommands=true${query}`);
    url.pathname = `/connection-${randomUUID().slice(0, 8)}`;
    connection = await connectMongo(url.href, timeoutMs, (made) => {
      made.getClient().on('commandStarted', (event) => told.push(event));
      meanwhile(made);
    });
  };
  const notes = (on = connection): Model<Note> => on.model<Note>('Note', new Schema<Note>({ _id: String, text: String }).index({ text: 1 }), 'notes');
  const concernsOf = (...commands: readonly string[]): readonly unknown[] =>
    told.filter(({ commandName }) => commands.includes(commandName)).map(({ command }) => command['writeConcern'] as unknown);

  beforeEach(() => {
    told = [];
  });
  afterEach(() => connection.close());

  it.each([
    ['nothing', ''],
    ['less', '&w=1&journal=false&wtimeoutMS=1&readConcernLevel=local&readPreference=secondaryPreferred'],
    ['less in the old way', '&w=0&j=false'],
  ])('has every write on the disks of a majority, and reads what it has written, where the URL asks for %s', async (_, query) => {
    await connect(query);
    const model = notes();
    await model.create({ _id: 'a' });
    await model.bulkWrite([{ insertOne: { document: { _id: 'b' } } }, { deleteOne: { filter: { _id: 'b' } } }], { ordered: false });
    await model.updateOne({ _id: 'a' }, { text: 'one' }, { upsert: true });
    await model.replaceOne({ _id: 'a' }, { text: 'two' });
    await model.findByIdAndUpdate('a', { text: 'three' });
    await model.deleteMany({ _id: { $in: ['b'] } });
    await model.find().lean().exec();
    await model.countDocuments().exec();
    await model.distinct('_id').exec();
    const writes = concernsOf('insert', 'update', 'delete', 'findAndModify');
    expect(writes).toHaveLength(7);
    for (const concern of writes) expect(concern).toMatchObject({ ...durable, wtimeout: timeoutMs });
    const reads = told.filter(({ commandName }) => ['find', 'aggregate', 'distinct'].includes(commandName));
    expect(reads).toHaveLength(3);
    for (const { command } of reads) expect(command).toMatchObject({ readConcern: { level: 'majority' } });
    expect(connection.getClient().options.readPreference.mode).toBe('primary');
  });

  it('makes no collection and no index that nobody has asked for', async () => {
    await connect();
    const model = notes();
    await model.init();
    await model.findById('a').lean().exec();
    expect(told.map(({ commandName }) => commandName).filter((name) => /create/i.test(name))).toEqual([]);
    await model.createIndexes();
    expect(told.map(({ commandName }) => commandName)).toContain('createIndexes');
  });

  it('queues nothing for when it will be there', async () => {
    let early: Promise<unknown> = Promise.resolve();
    await connect('', (made) => (early = notes(made).create({ _id: 'early' }).catch((error: unknown) => error)));
    expect(await early).toMatchObject({ message: expect.stringContaining('bufferCommands = false') });
    expect(await connection.model<Note>('Note').countDocuments().exec()).toBe(0);
  });
});
