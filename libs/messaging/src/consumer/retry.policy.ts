import { setTimeout as sleep } from 'node:timers/promises';
import pTimeout from 'p-timeout';
import { TryOverdue } from '../messaging.errors.js';
import type { Rest } from './keyed-lanes.js';

export type RetryPolicy = Readonly<{
  /** The first one included. */
  tries: number;
  firstDelayMs: number;
  /** Delays double up to this, each of them varied by a fifth. */
  maxDelayMs: number;
  /** A try that takes longer counts as failed, in ms. It may still be at work when the next begins: effects are idempotent. */
  tryMs: number;
  /**
   * Codes of errors that say nothing about the message: the service itself cannot work now. So long, in ms since the
   * first try, they are not counted.
   */
  waitOut: Readonly<Record<string, number>>;
}>;

/** Five tries in about three seconds. */
export const defaultRetryPolicy: RetryPolicy = {
  tries: 5,
  firstDelayMs: 200,
  maxDelayMs: 2000,
  tryMs: 300_000,
  waitOut: {
    'event-store-unavailable': Infinity,
    'append-outcome-unknown': Infinity,
    'views-unavailable': Infinity,
    'view-behind': Infinity,
    'artifact-store-unavailable': Infinity,
    'artifact-store-full': Infinity,
    // While a newer version of the service is rolled out beside this one. For longer it is an error of ours.
    'unknown-event': 600_000,
  },
};

export type Tries = Readonly<{
  /** Ends the waiting between tries. */
  signal: AbortSignal;
  /** The first error that is waited out. */
  waits: (error: unknown) => void;
  /** How to wait between two tries; others may work meanwhile. */
  rest?: Rest | undefined;
}>;

export type TriesOutcome = { status: 'applied' } | { status: 'failed'; error: unknown; tries: number } | { status: 'interrupted' };

/** Tries until it works, or the tries are used up. */
export const tryRepeatedly = async (
  task: () => Promise<void>,
  policy: RetryPolicy,
  { signal, waits, rest = (pause) => pause }: Tries,
): Promise<TriesOutcome> => {
  const startMs = performance.now();
  let counted = 0;
  let isWaiting = false;
  for (let round = 0; !signal.aborted; round += 1) {
    try {
      await withinTry(task, policy.tryMs);
      return { status: 'applied' };
    } catch (error) {
      if (performance.now() - startMs >= (policy.waitOut[codeOf(error)] ?? 0)) counted += 1;
      else if (!isWaiting) {
        isWaiting = true;
        waits(error);
      }
      if (counted >= policy.tries) return { status: 'failed', error, tries: counted };
    }
    await rest(sleep(delayMs(policy, round), undefined, { signal }).catch(() => undefined));
  }
  return { status: 'interrupted' };
};

const withinTry = (task: () => Promise<void>, tryMs: number): Promise<void> =>
  pTimeout(task(), {
    milliseconds: tryMs,
    fallback: () => {
      throw new TryOverdue(tryMs);
    },
  });

/** The stable code of an error, its name where it has none. */
export const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown-error';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
};

const delayMs = ({ firstDelayMs, maxDelayMs }: RetryPolicy, round: number): number => {
  const variation = 0.8 + Math.random() * 0.4;
  return Math.min(maxDelayMs, firstDelayMs * 2 ** round) * variation;
};
