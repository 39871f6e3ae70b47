import { ViewsUnavailable } from '../view-store.errors.js';

const outages = /Network|ServerSelection|OperationTimeout|PoolCleared|PoolClosed|WaitQueueTimeout|NotConnected|TopologyClosed|ClientClosed/;

const brokenConnections: readonly unknown[] = ['EPIPE', 'ECONNRESET', 'ECONNREFUSED', 'ETIMEDOUT'];

type MongoFailure = Readonly<{ name?: string; message?: string; code?: unknown; hasErrorLabel?: (label: string) => boolean }>;

/** Whether a server is away or steps down, so that the same may succeed later. */
const isOutage = (error: unknown): boolean => {
  const { name = '', message = '', code, hasErrorLabel } = (error ?? {}) as MongoFailure;
  // What mongoose says with neither a connection nor a queue for what waits for one.
  if (outages.test(name) || brokenConnections.includes(code) || message.includes('bufferCommands = false')) return true;
  return hasErrorLabel?.call(error, 'RetryableWriteError') === true || hasErrorLabel?.call(error, 'RetryableError') === true;
};

/** Asks MongoDB. @throws ViewsUnavailable when it does not answer in the time of the connection */
export const answered = async <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
  try {
    return await ask();
  } catch (error) {
    throw isOutage(error) ? new ViewsUnavailable(error) : error;
  }
};
