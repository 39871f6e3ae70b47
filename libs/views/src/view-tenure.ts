import type { ViewLease } from './view-store.port.js';

/** Resolves after the time, or at once when one of the signals aborts. */
export const pause = (ms: number, ...signals: readonly AbortSignal[]): Promise<void> =>
  new Promise((resolve) => {
    if (signals.some(({ aborted }) => aborted)) return resolve();
    // Each is listened to by itself: a signal made of one that lives long would be remembered there.
    const ended = (): void => {
      clearTimeout(timer);
      for (const signal of signals) signal.removeEventListener('abort', ended);
      resolve();
    };
    const timer = setTimeout(ended, ms);
    for (const signal of signals) signal.addEventListener('abort', ended);
  });

/** Renews a held lease until the signal aborts or the lease is lost. */
export const keep = async (lease: ViewLease, signal: AbortSignal): Promise<void> => {
  do await pause(lease.renewalMs, signal);
  while (!signal.aborted && (await lease.hold()));
};

/** Works for as long as a held lease can be kept. */
export const whileHeld = async (lease: ViewLease, signal: AbortSignal, work: (signal: AbortSignal) => Promise<void>): Promise<void> => {
  const ended = new AbortController();
  const both = AbortSignal.any([signal, ended.signal]);
  const end = (): void => ended.abort();
  const [worked, kept] = await Promise.allSettled([work(both).finally(end), keep(lease, both).finally(end)]);
  for (const result of [worked, kept]) if (result.status === 'rejected') throw result.reason;
};
