import pTimeout from 'p-timeout';

/** The other side did not answer in time. */
export class DeadlinePassed extends Error {
  constructor(readonly timeoutMs: number) {
    super(`no answer within ${timeoutMs} ms`);
  }
}

/** The promise's outcome, unless it comes too late; what comes later is dropped. @throws DeadlinePassed */
export const within = <T>(timeoutMs: number, promise: Promise<T>): Promise<T> =>
  pTimeout(promise, {
    milliseconds: timeoutMs,
    fallback: () => {
      throw new DeadlinePassed(timeoutMs);
    },
  });
