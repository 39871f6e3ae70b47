import type { Connection } from 'mongoose';

/**
 * A connection whose acknowledged writes are on the disks of a majority, that never queues what it cannot send, and that
 * leaves collections and indexes to its caller. Each step of an operation has the time limit. mongoose is loaded by the
 * first call. `made` gets the connection before it is there.
 */
export const connectMongo = async (url: string, timeoutMs: number, made: (connection: Connection) => void): Promise<Connection> => {
  const { default: mongoose } = await import('mongoose');
  const connection = mongoose.createConnection(url, {
    appName: 'daybook',
    autoCreate: false,
    autoIndex: false,
    bufferCommands: false,
    connectTimeoutMS: timeoutMs,
    serverSelectionTimeoutMS: timeoutMs,
    socketTimeoutMS: timeoutMs,
    waitQueueTimeoutMS: timeoutMs,
    readConcernLevel: 'majority',
    writeConcern: { w: 'majority', journal: true, wtimeoutMS: timeoutMs },
  });
  try {
    made(connection);
    return await connection.asPromise();
  } catch (error) {
    // Else it goes on trying.
    await connection.destroy();
    throw error;
  }
};
