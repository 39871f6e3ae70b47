const outages = /Network|ServerSelection|OperationTimeout|PoolCleared|PoolClosed|WaitQueueTimeout|NotConnected|TopologyClosed|ClientClosed/;

const brokenConnections: readonly unknown[] = ['EPIPE', 'ECONNRESET', 'ECONNREFUSED', 'ETIMEDOUT'];

type MongoFailure = Readonly<{ name?: string; message?: string; code?: unknown; hasErrorLabel?: (label: string) => boolean }>;

/** Whether a server is away or steps down, so that the same may succeed later. */
export const isOutage = (error: unknown): boolean => {
  const { name = '', message = '', code, hasErrorLabel } = (error ?? {}) as MongoFailure;
  // What mongoose says with neither a connection nor a queue for what waits for one.
  if (outages.test(name) || brokenConnections.includes(code) || message.includes('bufferCommands = false')) return true;
  return hasErrorLabel?.call(error, 'RetryableWriteError') === true || hasErrorLabel?.call(error, 'RetryableError') === true;
};
