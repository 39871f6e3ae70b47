import type { Connection } from 'mongoose';

/** The old name of `journal` in a URL; there it counts for more than any option. */
const oldJournal = /([?&])j=[^&]*&?/g;

/**
 * A connection whose acknowledged writes are on the disks of a majority, whatever the URL says, that reads what it has
 * written, never queues what it cannot send, and leaves collections and indexes to its caller. Each step of an operation has the time limit. mongoose is loaded by the
 * first call. `made` gets the connection before it is there. @throws the driver's error for a URL that it refuses
 */
export const connectMongo = async (url: string, timeoutMs: number, made: (connection: Connection) => void): Promise<Connection> => {
  const { default: mongoose } = await import('mongoose');
  const connection = mongoose.createConnection(url.replace(oldJournal, '$1'), {
    appName: 'daybook',
    autoCreate: false,
    autoIndex: false,
    bufferCommands: false,
    connectTimeoutMS: timeoutMs,
    serverSelectionTimeoutMS: timeoutMs,
    socketTimeoutMS: timeoutMs,
    waitQueueTimeoutMS: timeoutMs,
    readPreference: 'primary',
    readConcernLevel: 'majority',
    // Each by itself: in a `writeConcern` what the URL says of one would count.
    w: 'majority',
    journal: true,
    wtimeoutMS: timeoutMs,
  });
  try {
    // Without a client the driver has refused the URL; the promise knows why.
    if ((connection.getClient() as unknown) !== undefined) made(connection);
    return await connection.asPromise();
  } catch (error) {
    // Else it goes on trying.
    await connection.destroy();
    throw error;
  }
};
