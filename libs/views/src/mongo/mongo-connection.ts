import type { Connection } from 'mongoose';

export type MongoConnectionOptions = Readonly<{
  /** No operation takes longer than this: it fails instead. */
  timeoutMs?: number;
}>;

const defaultTimeoutMs = 5000;

/**
 * A connection whose acknowledged writes are on the disks of a majority, that never queues what it cannot send, and that
 * leaves collections and indexes to its caller. The URL names the database. mongoose is loaded by the first call.
 */
export const connectMongo = async (url: string, { timeoutMs = defaultTimeoutMs }: MongoConnectionOptions = {}): Promise<Connection> => {
  const { default: mongoose } = await import('mongoose');
  const connection = mongoose.createConnection(url, {
    appName: 'daybook',
    autoCreate: false,
    autoIndex: false,
    bufferCommands: false,
    serverSelectionTimeoutMS: timeoutMs,
    timeoutMS: timeoutMs,
    readConcernLevel: 'majority',
    writeConcern: { w: 'majority', journal: true },
  });
  return connection.asPromise();
};
