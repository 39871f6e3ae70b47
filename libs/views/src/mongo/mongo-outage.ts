import { ViewsUnavailable } from '../view-store.errors.js';

const outages = /Network|ServerSelection|OperationTimeout|PoolCleared|PoolClosed|WaitQueueTimeout|NotConnected|TopologyClosed|ClientClosed/;

type MongoFailure = Error & Readonly<{ hasErrorLabel?: (label: string) => boolean }>;

/** Whether a server is away or steps down, so that the same may succeed later. */
const isOutage = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  const { name, message, hasErrorLabel } = error as MongoFailure;
  // What mongoose says with neither a connection nor a queue for what waits for one.
  if (outages.test(name) || message.includes('bufferCommands = false')) return true;
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
