import { setTimeout as sleep } from 'node:timers/promises';

export type RetryPolicy = Readonly<{
  /** The first one included. */
  tries: number;
  firstDelayMs: number;
  /** Delays double up to this, each of them varied by a fifth. */
  maxDelayMs: number;
  /** Codes of errors that say nothing about the message: the service itself cannot work now, so the tries go on. */
  waitOut: readonly string[];
}>;

/** Five tries in about three seconds. */
export const defaultRetryPolicy: RetryPolicy = {
  tries: 5,
  firstDelayMs: 200,
  maxDelayMs: 2000,
  waitOut: ['event-store-unavailable', 'append-outcome-unknown'],
};

export type TriesOutcome = { status: 'applied' } | { status: 'failed'; error: unknown; tries: number } | { status: 'interrupted' };

/** Tries until it works, the tries are used up, or the signal ends the waiting between them. */
export const tryRepeatedly = async (
  task: () => Promise<void>,
  policy: RetryPolicy,
  signal: AbortSignal,
): Promise<TriesOutcome> => {
  let counted = 0;
  for (let round = 0; !signal.aborted; round += 1) {
    try {
      await task();
      return { status: 'applied' };
    } catch (error) {
      if (!policy.waitOut.includes(codeOf(error))) counted += 1;
      if (counted >= policy.tries) return { status: 'failed', error, tries: counted };
    }
    await sleep(delayMs(policy, round), undefined, { signal }).catch(() => undefined);
  }
  return { status: 'interrupted' };
};

/** The stable code of an error, its name where it has none. */
export const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown-error';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
};

const delayMs = ({ firstDelayMs, maxDelayMs }: RetryPolicy, round: number): number => {
  const variation = 0.8 + Math.random() * 0.4;
  return Math.min(maxDelayMs, firstDelayMs * 2 ** round) * variation;
};
