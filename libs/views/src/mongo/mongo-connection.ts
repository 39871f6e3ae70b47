import type { Connection } from 'mongoose';

export type MongoConnectionOptions = Readonly<{
  /** A server that does not answer is waited for so long: an operation fails after it, or twice it where it could be tried again. */
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
    // The driver has no longer one time limit for all; each step of an operation has its own.
    connectTimeoutMS: timeoutMs,
    serverSelectionTimeoutMS: timeoutMs,
    socketTimeoutMS: timeoutMs,
    waitQueueTimeoutMS: timeoutMs,
    readConcernLevel: 'majority',
    writeConcern: { w: 'majority', journal: true, wtimeoutMS: timeoutMs },
  });
  try {
    return await connection.asPromise();
  } catch (error) {
    // Else it goes on trying.
    await connection.destroy();
    throw error;
  }
};
