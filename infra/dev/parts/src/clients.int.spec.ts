import { afterEach, beforeAll, expect, it } from '@jest/globals';
import { FaultProxy, describeWithLocal } from '@daybook/testing';
import { Kafka, logLevel } from 'kafkajs';
import { createConnection } from 'mongoose';

const timeoutMs = 120_000;

await describeWithLocal(['kafka', 'toxiproxy'], 'The broker', (broker, toxiproxy) => {
  let wire: FaultProxy;
  const clientAt = (address: string, retries = 0): Kafka =>
    new Kafka({ brokers: [address], logLevel: logLevel.NOTHING, connectionTimeout: 1000, requestTimeout: 3000, retry: { retries } });

  beforeAll(async () => {
    wire = await FaultProxy.before(broker, toxiproxy);
  });
  afterEach(() => wire.heal());

  const brokersSeenFrom = async (address: string): Promise<readonly number[]> => {
    const admin = clientAt(address).admin();
    try {
      await admin.connect();
      return (await admin.describeCluster()).brokers.map(({ port }) => port);
    } finally {
      await admin.disconnect();
    }
  };

  it('sends those who come through the fault proxy back through it, and others not', async () => {
    expect(await brokersSeenFrom(wire.address)).toEqual([broker.port('proxy')]);
    expect(await brokersSeenFrom(broker.url)).toEqual([broker.port('main')]);
    await wire.cut();
    await expect(brokersSeenFrom(wire.address)).rejects.toThrow();
    expect(await brokersSeenFrom(broker.url)).toEqual([broker.port('main')]);
  });

  it('has after a kill what it has acknowledged', async () => {
    const admin = clientAt(broker.url).admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic: 'notes', numPartitions: 1 }], waitForLeaders: true });
    await admin.disconnect();
    const producer = clientAt(broker.url).producer();
    await producer.connect();
    await producer.send({ topic: 'notes', acks: -1, messages: [{ key: 'a', value: 'one' }] });
    await producer.disconnect();

    await broker.kill9();
    await broker.restart();

    // The coordinator of the group is still to be found.
    const consumer = clientAt(broker.url, 10).consumer({ groupId: 'readers' });
    await consumer.connect();
    await consumer.subscribe({ topic: 'notes', fromBeginning: true });
    const read = await new Promise((resolve) => {
      void consumer.run({ eachMessage: async ({ message }) => resolve(message.value?.toString()) });
    });
    expect(read).toBe('one');
    await consumer.disconnect();
  }, timeoutMs);
});

await describeWithLocal('mongo', 'The MongoDB in memory', (mongo) => {
  it('keeps a unique key under concurrency, and answers a driver of today', async () => {
    const connection = await createConnection(mongo.url).asPromise();
    const notes = connection.collection<{ _id: string; writer: number }>('notes');
    const inserts = Array.from({ length: 20 }, (_, writer) => notes.insertOne({ _id: 'one', writer }).then(() => true, () => false));
    expect((await Promise.all(inserts)).filter(Boolean)).toHaveLength(1);
    expect(await notes.countDocuments()).toBe(1);
    await connection.close();
  });
});
